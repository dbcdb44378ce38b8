//! The book's own words in each of its languages: one table, so that none can be missing.
//! The tenant's words, and the base client's, are never translated here.

use serde_json::{Map, Value, json};

use rebadge_art::color::Role;

/// A language of the book.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Language {
    /// English.
    English,
    /// Simplified Chinese.
    Chinese,
}

impl Language {
    /// The language in which a book for a tenant of this language (BCP 47) is written: its own if the book has it.
    pub fn of(tag: &str) -> Language {
        let tag = tag.to_ascii_lowercase();
        let mut parts = tag.split('-');
        let is_chinese = parts.next() == Some("zh");
        // Traditional Chinese has other characters.
        if is_chinese && !parts.any(|part| matches!(part, "hant" | "tw" | "hk" | "mo")) {
            Language::Chinese
        } else {
            Language::English
        }
    }

    /// Its tag (BCP 47).
    pub fn tag(self) -> &'static str {
        self.choose(["en", "zh-CN"])
    }

    /// The text of this language.
    pub(super) fn choose<T: Copy>(self, [english, chinese]: [T; 2]) -> T {
        match self {
            Language::English => english,
            Language::Chinese => chinese,
        }
    }

    /// A text of the table; empty for a key that it does not have, which a test rules out.
    pub(super) fn word(self, key: &str) -> &'static str {
        let row = WORDS.iter().find(|(name, ..)| *name == key);
        row.map(|(_, english, chinese)| self.choose([*english, *chinese])).unwrap_or_default()
    }

    /// All texts, by key, for the templates.
    pub(super) fn words(self) -> Value {
        let row = |(key, english, chinese): &(&str, &str, &str)| {
            ((*key).to_owned(), json!(self.choose([*english, *chinese])))
        };
        Value::Object(WORDS.iter().map(row).collect::<Map<_, _>>())
    }

    /// A date, as people write it; `day` is `YYYY-MM-DD`.
    pub(super) fn date(self, day: &str) -> String {
        const MONTHS: [&str; 12] = [
            "January",
            "February",
            "March",
            "April",
            "May",
            "June",
            "July",
            "August",
            "September",
            "October",
            "November",
            "December",
        ];
        let mut parts = day.splitn(3, '-').map(|part| part.parse::<usize>().unwrap_or(1));
        let mut next = || parts.next().unwrap_or(1);
        let (year, month, day) = (next(), next(), next());
        let name = MONTHS.get(month.saturating_sub(1)).copied().unwrap_or_default();
        match self {
            Language::English => format!("{day} {name} {year}"),
            Language::Chinese => format!("{year} 年 {month} 月 {day} 日"),
        }
    }

    /// What a color role is for, in a customer's words.
    pub(super) fn role(self, role: Role) -> &'static str {
        self.choose(role_words(role))
    }

    /// A language by its own name, or its tag where the book does not know it.
    pub(super) fn name_of(self, tag: &str) -> String {
        match tag {
            "en" => self.choose(["English", "英语"]).to_owned(),
            "zh-CN" | "zh-Hans" => self.choose(["Chinese (simplified)", "简体中文"]).to_owned(),
            "de" => self.choose(["German", "德语"]).to_owned(),
            _ => tag.to_owned(),
        }
    }
}

#[rustfmt::skip]
fn role_words(role: Role) -> [&'static str; 2] {
    match role {
        Role::Primary => ["Main buttons, the chosen entry", "主要按钮、选中项"],
        Role::OnPrimary => ["Text on main buttons", "主要按钮上的文字"],
        Role::PrimaryContainer => ["Quiet fill in the brand's hue", "品牌色浅底"],
        Role::OnPrimaryContainer => ["Text on the quiet brand fill", "品牌色浅底上的文字"],
        Role::Secondary => ["Second buttons, in the accent", "次要按钮（辅助色）"],
        Role::OnSecondary => ["Text on second buttons", "次要按钮上的文字"],
        Role::SecondaryContainer => ["Quiet fill in the accent's hue", "辅助色浅底"],
        Role::OnSecondaryContainer => ["Text on the quiet accent fill", "辅助色浅底上的文字"],
        Role::Surface => ["The page", "页面底色"],
        Role::SurfaceContainerLow => ["Side bar, quiet cards", "侧栏、浅卡片"],
        Role::SurfaceContainer => ["Bars and cards", "工具栏、卡片"],
        Role::SurfaceContainerHigh => ["Dialogs, fields, menus", "对话框、输入框、菜单"],
        Role::OnSurface => ["Text", "正文"],
        Role::OnSurfaceVariant => ["Quiet text", "次要文字"],
        Role::Link => ["Links and icons in the brand's hue", "链接与品牌色图标"],
        Role::Outline => ["Borders of fields", "输入框边线"],
        Role::OutlineVariant => ["Fine dividing lines", "分隔线"],
        Role::InverseSurface => ["Short messages above the page", "浮动提示底色"],
        Role::InverseOnSurface => ["Text of short messages", "浮动提示文字"],
        Role::Error => ["What failed or deletes", "错误与删除"],
        Role::OnError => ["Text on the color of errors", "错误色上的文字"],
        Role::ErrorContainer => ["Quiet fill for errors", "错误色浅底"],
        Role::OnErrorContainer => ["Text on the quiet fill for errors", "错误色浅底上的文字"],
        Role::Success => ["What went well", "成功"],
        Role::OnSuccess => ["Text on the color of success", "成功色上的文字"],
        Role::SuccessContainer => ["Quiet fill for success", "成功色浅底"],
        Role::OnSuccessContainer => ["Text on the quiet fill for success", "成功色浅底上的文字"],
        Role::Warning => ["What needs care", "警告"],
        Role::OnWarning => ["Text on the color of warnings", "警告色上的文字"],
        Role::WarningContainer => ["Quiet fill for warnings", "警告色浅底"],
        Role::OnWarningContainer => ["Text on the quiet fill for warnings", "警告色浅底上的文字"],
        Role::Recording => ["Microphone or camera is on", "录音、录像进行中"],
        Role::OnRecording => ["Text on the color of recording", "录制色上的文字"],
        Role::RecordingContainer => ["Quiet fill for recording", "录制色浅底"],
        Role::OnRecordingContainer => ["Text on the quiet fill for recording", "录制色浅底上的文字"],
    }
}

/// Key, English, Chinese.
#[rustfmt::skip]
const WORDS: &[(&str, &str, &str)] = &[
    ("book", "Brand book", "品牌手册"),
    ("version", "Version", "版本"),
    ("contents", "Contents", "目录"),
    ("purpose", "This book shows your app as we would publish it. Please look through it, and sign on the last page.", "本手册呈现即将发布的应用。请逐页查看，并在最后一页签字确认。"),
    ("brief", "At a glance", "概览"),
    ("name", "Name", "名称"),
    ("short_name", "Name on home screens", "主屏幕名称"),
    ("description", "Description", "简介"),
    ("vendor", "Publisher", "发布方"),
    ("languages", "Languages", "语言"),
    ("address", "Address", "网址"),
    ("application_id", "Known to app stores as", "应用标识"),
    ("client", "Client", "基础应用"),
    ("support", "Help", "帮助"),
    ("terms", "Terms of use", "使用条款"),
    ("privacy", "Privacy policy", "隐私政策"),
    ("imprint", "Imprint", "法律声明"),
    ("date", "Date", "日期"),
    ("light", "Light", "浅色"),
    ("dark", "Dark", "深色"),
    ("changed", "Changed", "有改动"),
    ("new", "New", "新增"),
    ("was", "before:", "原为："),
    ("nothing_before", "nothing", "无"),
    ("and", ", ", "、"),

    ("changes", "What changed", "改动一览"),
    ("changes_lead", "Compared with what you approved. The same places are marked in the chapters that follow.", "与您此前确认的版本相比。后续章节中的相应位置均有标记。"),
    ("changes_none", "Nothing differs from what you approved.", "与此前确认的版本完全一致。"),
    ("changes_only_files", "Its record is missing, so only the files are compared.", "缺少此前版本的记录，仅比较文件。"),
    ("before", "Before", "改动前"),
    ("after", "Now", "现在"),
    ("compared_with", "Compared with", "对比对象"),
    ("pictures", "Pictures", "图片"),
    ("pictures_note", "Before, now, and in magenta what differs.", "依次为改动前、现在，以及以品红标出的差异。"),
    ("redrawn", "drawn anew", "重新绘制"),
    ("other_files", "other files", "文件已更换"),
    ("changes_slight", "Colors that differ by less than the eye sees:", "差异小于肉眼可辨的颜色数："),
    ("files_differ", "Files of the app that differ", "有差异的文件数"),
    ("group_identity", "Name and identity", "名称与身份"),
    ("group_colors", "Colors", "色彩"),
    ("group_images", "Logo and icon", "标志与图标"),
    ("group_launch", "Launch screen", "启动画面"),
    ("group_screenshots", "Screenshots", "截图"),
    ("group_fonts", "Fonts", "字体"),
    ("group_menu", "Menu", "菜单"),
    ("group_strings", "Words", "文案"),
    ("group_features", "Features", "功能"),
    ("group_policy", "Rules", "策略"),

    ("icons", "App icon", "应用图标"),
    ("icons_lead", "One drawing, wherever people meet it. Every size is drawn on its own, never scaled.", "同一图形，适配每一处。各尺寸均单独绘制，而非缩放。"),
    ("home", "On home screens", "主屏幕"),
    ("home_iphone_light", "iPhone, light", "iPhone 浅色"),
    ("home_iphone_dark", "iPhone, dark", "iPhone 深色"),
    ("home_android_light", "Android, round", "Android 圆形"),
    ("home_android_dark", "Android, themed", "Android 主题图标"),
    ("masks", "In every shape", "各种外形"),
    ("masks_note", "Phones cut the icon to a shape of their maker. Nothing that matters is cut off.", "手机厂商会按各自的外形裁切图标，关键内容不会被裁掉。"),
    ("circle", "Circle", "圆形"),
    ("squircle", "Squircle", "圆角方"),
    ("rounded", "Rounded", "小圆角"),
    ("teardrop", "Teardrop", "水滴"),
    ("iphone", "iPhone", "iPhone"),
    ("looks", "In every style", "各种风格"),
    ("look_default", "Default", "默认"),
    ("look_dark", "Dark", "深色"),
    ("look_tinted", "Tinted", "着色"),
    ("look_themed_light", "Themed, light", "主题浅色"),
    ("look_themed_dark", "Themed, dark", "主题深色"),
    ("around", "In browsers and messages", "浏览器与消息"),
    ("tab_light", "Browser tab, light", "浏览器标签 浅色"),
    ("tab_dark", "Browser tab, dark", "浏览器标签 深色"),
    ("notification", "Notification", "通知"),
    ("notification_now", "now", "刚刚"),
    ("link_preview", "A link that is shared", "分享链接"),
    ("sizes", "True sizes", "实际尺寸"),
    ("sizes_note", "In pixels. Small sizes sit on the pixel grid where that makes them clearer.", "单位为像素。小尺寸在有助于清晰时会对齐像素网格。"),

    ("launch", "Launch screen", "启动画面"),
    ("launch_lead", "What people see for a moment when the app opens.", "应用打开瞬间所见的画面。"),
    ("launch_logo", "It shows the logo.", "画面中为标志。"),
    ("launch_icon", "It shows the app icon.", "画面中为应用图标。"),
    ("background", "Background", "背景色"),
    ("background_dark", "Background, dark", "深色背景色"),
    ("mark", "Drawing", "图形"),
    ("monochrome", "In one color", "单色图形"),
    ("padding", "Free space around the drawing", "四周留白"),
    ("image", "What it shows", "画面内容"),
    ("branding", "Below the icon", "图标下方"),
    ("tinted", "Tinted", "着色图形"),

    ("colors", "Colors", "色彩"),
    ("colors_lead", "Two sets of colors, for light and dark. Every pair is measured by the international rule for readable text (WCAG 2.2): 4.5 to 1 is needed for text, 3 to 1 for symbols and borders.", "浅色与深色两套配色。每一组搭配均按国际无障碍标准（WCAG 2.2）测量：文字至少 4.5 : 1，图形与边线至少 3 : 1。"),
    ("brand_color", "Brand color", "品牌色"),
    ("accent", "Accent", "辅助色"),
    ("in_use", "In use", "实际搭配"),
    ("all_colors", "All colors", "全部颜色"),
    ("color_use", "Used for", "用途"),
    ("weakest", "Weakest pair", "最弱搭配"),
    ("own_choice", "chosen by you", "自选"),
    ("text_best", "very easy to read", "非常清晰"),
    ("text_good", "easy to read", "清晰易读"),
    ("text_weak", "hard to read", "难以辨读"),
    ("shape_best", "very easy to see", "非常醒目"),
    ("shape_good", "easy to see", "清楚可见"),
    ("shape_weak", "hard to see", "难以看清"),
    ("decoration", "decoration only", "仅作装饰"),
    ("on", "on", "置于"),
    ("sample", "Sample", "示例"),
    ("all_pass", "All pairs reach what they need.", "全部搭配均达标。"),
    ("some_fail", "Pairs that do not reach what they need:", "未达标的搭配数："),

    ("logo", "Logo", "标志"),
    ("logo_lead", "On every surface where the app puts it, in both schemes.", "在应用会用到的每一种底色上，浅色与深色各一。"),

    ("screens", "Screens", "界面"),
    ("screens_lead", "The app itself, with these colors, icons and words. The people and messages in it are examples.", "应用真实界面，使用上述色彩、图标与文案。其中的人物与消息均为示例。"),
    ("screens_none", "This copy of the book has no pictures of the app's screens.", "本手册未包含应用界面截图。"),
    ("screens_no_browser", "There was no browser to take them. The app can be looked at in a test version.", "生成时没有可用的浏览器。可在测试版中查看应用界面。"),
    ("screens_left_out", "They were left out on request.", "应要求略去。"),
    ("screens_failed", "The browser did not draw them in time.", "浏览器未能及时完成绘制。"),
    ("page_missing", "A page that is not there", "页面不存在"),
    ("page_offline", "Without a network", "无网络"),
    ("page_launch", "Launch screen", "启动画面"),
    ("phone", "Phone", "手机"),
    ("desktop", "Desktop", "桌面"),

    ("menu", "Menu", "菜单"),
    ("menu_lead", "What people find where, in their order.", "各入口的位置与顺序。"),
    ("place_tabs", "Tab bar", "底部标签栏"),
    ("place_sidebar", "Side bar", "侧边栏"),
    ("only_for", "only for", "仅限"),
    ("entry", "entry", "项"),
    ("entries", "entries", "项"),
    ("counter", "with a counter", "带计数"),

    ("strings", "Words", "文案"),
    ("strings_lead", "The words that are your own, each beside what the client says without them. All others are those of the client.", "以下为您自定义的文案，左侧为基础应用的原文。其余沿用基础应用。"),
    ("strings_none", "You use the client's own words throughout.", "全部沿用基础应用的文案。"),
    ("fonts", "Fonts", "字体"),
    ("license", "License", "许可"),

    ("policy", "Rules and features", "策略与功能"),
    ("policy_lead", "What the app does, in plain words.", "应用的行为规则，一目了然。"),
    ("features", "Features", "功能"),
    ("features_note", "What is switched on in your app, and what is not.", "您的应用中已开启与未开启的功能。"),
    ("users", "What people may change", "用户可自行更改"),
    ("users_note", "On their own device. All else is as it stands here.", "仅限本人设备。其余设置以本手册为准。"),
    ("may", "people may change it", "用户可更改"),
    ("may_not", "fixed", "已锁定"),
    ("yes", "Yes", "是"),
    ("no", "No", "否"),
    ("is_on", "On", "开启"),
    ("is_off", "Off", "关闭"),
    ("none", "None", "无"),

    ("hashes", "Version and fingerprints", "版本与校验值"),
    ("hashes_lead", "A fingerprint (SHA-256) names a file beyond doubt: the same digits, the same file. That of every single file stands in the manifest beside the package.", "校验值（SHA-256）可唯一确认文件：数字一致，文件即一致。各文件的校验值见安装包旁的清单。"),
    ("all_inputs", "All files of the theme", "主题的全部文件"),
    ("file", "File", "文件"),
    ("size", "Size", "大小"),
    ("fingerprint", "Fingerprint (SHA-256)", "校验值（SHA-256）"),
    ("file_one", "file", "个文件"),
    ("files", "files", "个文件"),

    ("approval", "Approval", "确认"),
    ("approval_lead", "Fill it in on the screen and print it, or print it and fill it in by hand.", "可在屏幕上填写后打印，也可打印后手写。"),
    ("concerns", "It concerns", "确认对象"),
    ("decision", "Decision", "意见"),
    ("approve", "I approve.", "同意发布。"),
    ("approve_changes", "I approve, with the changes noted below.", "同意，但须按下列意见修改。"),
    ("decline", "I do not approve.", "不同意。"),
    ("notes", "Notes", "备注"),
    ("signer", "Name", "姓名"),
    ("signer_role", "Role", "职务"),
    ("signed_on", "Date", "日期"),
    ("signature", "Signature", "签字"),
];

#[cfg(test)]
mod tests {
    use super::*;

    fn check(tag: &str, expect: Language) {
        assert_eq!(Language::of(tag), expect, "{tag}");
    }

    #[test]
    fn a_tenant_is_written_to_in_its_language_if_the_book_speaks_it() {
        check("en", Language::English);
        check("de-AT", Language::English);
        check("zh", Language::Chinese);
        check("zh-CN", Language::Chinese);
        check("zh-Hans-SG", Language::Chinese);
        check("zh-Hant", Language::English);
        check("zh-TW", Language::English);
        check("zha", Language::English);
    }

    #[test]
    fn every_word_is_there_once_in_each_language() {
        for (at, (key, english, chinese)) in WORDS.iter().enumerate() {
            assert!(WORDS[..at].iter().all(|(other, ..)| other != key), "{key} twice");
            assert!(!english.is_empty() && !chinese.is_empty(), "{key}");
            // A name of a product stays as it is in every language.
            let is_chinese =
                chinese.chars().any(|letter| ('\u{3000}'..'\u{a000}').contains(&letter));
            assert!(is_chinese || *key == "iphone", "{key}: {chinese}");
            assert!(english.is_ascii(), "{key}: {english}");
        }
    }

    #[test]
    fn every_role_has_words_of_its_own() {
        for language in [Language::English, Language::Chinese] {
            let mut all: Vec<&str> = Role::ALL.iter().map(|role| language.role(*role)).collect();
            all.sort_unstable();
            all.dedup();
            assert_eq!(all.len(), Role::COUNT);
        }
    }

    #[test]
    fn dates_are_written_out() {
        assert_eq!(Language::English.date("2026-11-05"), "5 November 2026");
        assert_eq!(Language::Chinese.date("2026-11-05"), "2026 年 11 月 5 日");
    }
}
