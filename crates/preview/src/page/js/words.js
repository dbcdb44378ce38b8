// The page's own words, in both of its languages. The themes' words are never here.

import { remember, remembered } from "./state.js";

const en = {
  client: "Client", icons: "Icons", palette: "Palette", options: "Options", findings: "Findings", compare: "Compare", gallery: "All tenants",
  tenant: "Tenant", scheme: "Scheme", light: "Light", dark: "Dark", both: "Light and dark", language: "Language", page: "Page",
  start: "Start", surface: "View", switchTenant: "Switch tenant", searchTenants: "Name, id or folder", noneFound: "Nothing found",
  phone: "Phone", tablet: "Tablet", desktop: "Desktop", devices: "Devices", step: "In step",
  stepHint: "Scrolling and navigation in one frame are followed by the others", zoom: "Size", fit: "Fit",
  frame: "{device}, {scheme}", vision: "Color vision", visionNone: "Full color vision", view: "View as", other: "Theme, revision, package", legendContrast: "Contrast with its partner, WCAG 2.2", key: "Key", controls: "What is shown", protanopia: "Protanopia", deuteranopia: "Deuteranopia",
  tritanopia: "Tritanopia", achromatopsia: "Achromatopsia",
  keys: "Keyboard", close: "Close", more: "More", pageLanguage: "Language of this page", editor: "Open places in", copyPlace: "Copy the place", copied: "Copied {text}",
  tryColor: "Try a color", brandColor: "Brand color", accent: "Accent", role: "Color", lightness: "Lightness", chroma: "Chroma", hue: "Hue", hex: "Hex",
  inGamut: "Within sRGB", outOfGamut: "Beyond sRGB: shown as the nearest color", write: "Write to theme.toml", discard: "Discard", written: "Written to {file}",
  before: "Before", after: "Now", tried: "Trying: nothing is written yet", tryHint: "Shown everywhere, written on a click only",
  clean: "No findings", errors: "{n} errors", error: "1 error", warnings: "{n} warnings", warning: "1 warning", all: "All",
  concerns: "Concerns this view", help: "What to do", openEditor: "Open", noFindings: "Nothing to mend", noFindingsText: "Every check passes.",
  broken: "The theme is broken", brokenText: "What you see is its last good state.", lost: "The preview has ended. This page comes back with it.",
  failed: "This could not be shown",
  homeAndroid: "Android home screen", mask: "Mask", circle: "Circle", squircle: "Squircle", rounded: "Rounded", teardrop: "Teardrop", themed: "Themed icons",
  homeIos: "iOS home screen", iosDefault: "Default", iosTinted: "Tinted", dock: "Docks and task bars", tabs: "Browser tabs", install: "Install prompt",
  installText: "Install app?", installButton: "Install", cancel: "Cancel", chat: "Link in a chat", chatText: "Here is the app, take a look", notification: "Notification", now: "now",
  notificationText: "You have a new message", launch: "Launch screens", launchIos: "iOS", launchAndroid: "Android 12", newTab: "New tab", truePixels: "True size, 16 and 32 px",
  sets: "Every picture", setsOfTargets: "Sets of the targets", otherSets: "All other sets", pictures: "{n} pictures", texts: "{n} texts", ground: "Ground", auto: "As met", checker: "Checkerboard", safeZone: "Safe zone",
  enlarged: "Enlarged", zoomIn: "Show {name} enlarged", weather: "Tuesday, 12 May",
  contrast: "Contrast", passes: "passes", fails: "needs {needed}", distance: "Distance to the brand color", origin: "From", derived: "derived", copyValue: "Copy {value}",
  groupBrand: "Brand", groupSurfaces: "Surfaces", groupText: "Text and lines", groupSignals: "Signals", sample: "Sample", sampleTitle: "Good morning", sampleText: "Three tasks are due today. The rest can wait.",
  sampleLink: "Open the calendar", sampleButton: "Approve", sampleSecond: "Later", sampleChip: "In progress", sampleError: "Payment failed", sampleSuccess: "Saved", sampleWarning: "Expires soon", sampleRecording: "Recording", sampleField: "Search", sampleToast: "Message sent",
  compareWith: "Compare with", saved: "Last saved state", againstWhat: "HEAD~1, themes/other, or a package.zip", show: "Show",
  side: "Side by side", slider: "Slider", marks: "Mark changes", screens: "Screens", valuesChanged: "Values", picturesChanged: "Pictures", filesChanged: "Files", noChange: "No difference", noChangeText: "Both are the same.",
  added: "added", removed: "removed", changed: "changed", pixels: "{n} % of the pixels differ", difference: "Difference", sliderLabel: "Where the older picture ends", compareNoneText: "Change something in the theme, or choose what to compare with.",
  search: "Search", filter: "Filter", withErrors: "With errors", withWarnings: "With warnings", cleanOnly: "Clean", parent: "Stands on", anyParent: "Any parent", templates: "Template", tenantShown: "1 tenant",
  keyHelp: "This list", keySurface: "Views", keyScheme: "Light, dark, both", keyTenant: "Switch tenant", keyGallery: "All tenants", keyPage: "Page before, page after", keyTenants: "Tenant before, tenant after", keyTry: "Try a color",
  keyVision: "Next color vision", keyStep: "Frames in step", keyDevices: "Phone, tablet, desktop", keyLanguage: "Next language of the theme", keyClose: "Close what is open", keyZoom: "Next size",
  surfaceClient: "client", surfaceIcons: "icons", surfacePalette: "palette", surfaceLaunch: "launch screen", surfaceTheme: "theme", base: "Base client", lead: "Skip to the picture", chosen: "chosen", details: "Details",
  undo: "Undo", keyUndo: "Undo a color", notWritten: "Shown, but not written: a check fails", unsavedColor: "1 color is not written", unsavedColors: "{n} colors are not written", unsavedValue: "1 value is not written", unsavedValues: "{n} values are not written",
  viewAs: "See as", roleAny: "no role chosen", departmentAny: "any department", personAny: "anybody", department: "Department", person: "Person",
  optionsHint: "What you choose is shown at once, written on a click only", noOptions: "This base client has no options.", yes: "Yes", no: "No",
  protectedRole: "People trust this color in every client: no theme sets it", moved: "1 value followed", moveds: "{n} values followed", tenantShowns: "{n} tenants", templateShown: "1 template", templateShowns: "{n} templates", andTemplates: "{tenants}, {templates}",
};

const zh = {
  client: "客户端", icons: "图标", palette: "色板", options: "选项", findings: "检查结果", compare: "对比", gallery: "全部租户",
  tenant: "租户", scheme: "配色", light: "浅色", dark: "深色", both: "浅色与深色", language: "语言", page: "页面",
  start: "首页", surface: "视图", switchTenant: "切换租户", searchTenants: "名称、标识或文件夹", noneFound: "没有找到",
  phone: "手机", tablet: "平板", desktop: "桌面", devices: "设备", step: "同步",
  stepHint: "在一个画面里滚动或跳转，其他画面跟随", zoom: "大小", fit: "适合窗口",
  frame: "{device}，{scheme}", vision: "色觉", visionNone: "正常色觉", view: "显示方式", other: "主题、修订或安装包", legendContrast: "与搭配颜色的对比度（WCAG 2.2）", key: "键", controls: "显示内容", protanopia: "红色盲", deuteranopia: "绿色盲",
  tritanopia: "蓝色盲", achromatopsia: "全色盲",
  keys: "快捷键", close: "关闭", more: "更多", pageLanguage: "本页语言", editor: "打开位置", copyPlace: "复制位置", copied: "已复制 {text}",
  tryColor: "试用颜色", brandColor: "品牌色", accent: "强调色", role: "颜色", lightness: "明度", chroma: "彩度", hue: "色相", hex: "十六进制",
  inGamut: "在 sRGB 之内", outOfGamut: "超出 sRGB：显示最接近的颜色", write: "写入 theme.toml", discard: "放弃", written: "已写入 {file}",
  before: "之前", after: "现在", tried: "正在试用：尚未写入文件", tryHint: "立即处处可见，仅在点击后写入文件",
  clean: "没有问题", errors: "{n} 个错误", error: "1 个错误", warnings: "{n} 个警告", warning: "1 个警告", all: "全部",
  concerns: "与此视图有关", help: "如何处理", openEditor: "打开", noFindings: "无需修改", noFindingsText: "所有检查均已通过。",
  broken: "主题有错误", brokenText: "现在看到的是上一次正确的状态。", lost: "预览已结束；重新启动后，本页会自动恢复。",
  failed: "无法显示",
  homeAndroid: "Android 主屏幕", mask: "遮罩", circle: "圆形", squircle: "方圆形", rounded: "圆角", teardrop: "水滴", themed: "主题图标",
  homeIos: "iOS 主屏幕", iosDefault: "默认", iosTinted: "着色", dock: "程序坞与任务栏", tabs: "浏览器标签页", install: "安装提示",
  installText: "要安装应用吗？", installButton: "安装", cancel: "取消", chat: "聊天中的链接", chatText: "应用在这里，看看吧", notification: "通知", now: "刚刚",
  notificationText: "您有一条新消息", launch: "启动画面", launchIos: "iOS", launchAndroid: "Android 12", newTab: "新标签页", truePixels: "实际大小：16 与 32 像素",
  sets: "全部图片", setsOfTargets: "目标所需的图标集", otherSets: "其他图标集", pictures: "{n} 张图片", texts: "{n} 个文本", ground: "背景", auto: "实际环境", checker: "棋盘格", safeZone: "安全区",
  enlarged: "放大", zoomIn: "放大查看 {name}", weather: "5月12日 星期二",
  contrast: "对比度", passes: "通过", fails: "需要 {needed}", distance: "与品牌色的距离", origin: "来源", derived: "推导", copyValue: "复制 {value}",
  groupBrand: "品牌", groupSurfaces: "表面", groupText: "文字与线条", groupSignals: "信号", sample: "示例", sampleTitle: "早上好", sampleText: "今天有三项任务到期，其余可以稍后处理。",
  sampleLink: "打开日历", sampleButton: "批准", sampleSecond: "稍后", sampleChip: "进行中", sampleError: "付款失败", sampleSuccess: "已保存", sampleWarning: "即将到期", sampleRecording: "录音中", sampleField: "搜索", sampleToast: "消息已发送",
  compareWith: "对比对象", saved: "上次保存的状态", againstWhat: "HEAD~1、themes/other 或 package.zip", show: "显示",
  side: "并排", slider: "滑块", marks: "标出变化", screens: "画面", valuesChanged: "值", picturesChanged: "图片", filesChanged: "文件", noChange: "没有差异", noChangeText: "两者相同。",
  added: "新增", removed: "移除", changed: "变化", pixels: "{n}% 的像素不同", difference: "差异", sliderLabel: "旧画面结束的位置", compareNoneText: "修改主题，或选择对比对象。",
  search: "搜索", filter: "筛选", withErrors: "有错误", withWarnings: "有警告", cleanOnly: "无问题", parent: "基于", anyParent: "任意上级", templates: "模板", tenantShown: "1 个租户",
  keyHelp: "此列表", keySurface: "视图", keyScheme: "浅色、深色、两者", keyTenant: "切换租户", keyGallery: "全部租户", keyPage: "上一页、下一页", keyTenants: "上一个、下一个租户", keyTry: "试用颜色",
  keyVision: "下一种色觉", keyStep: "画面同步", keyDevices: "手机、平板、桌面", keyLanguage: "主题的下一种语言", keyClose: "关闭", keyZoom: "下一种大小",
  surfaceClient: "客户端", surfaceIcons: "图标", surfacePalette: "色板", surfaceLaunch: "启动画面", surfaceTheme: "主题", base: "基础客户端", lead: "跳到画面", chosen: "已选择", details: "详情",
  undo: "撤销", keyUndo: "撤销颜色", notWritten: "已显示但未写入：有检查未通过", unsavedColor: "1 个颜色尚未写入", unsavedColors: "{n} 个颜色尚未写入", unsavedValue: "1 个值尚未写入", unsavedValues: "{n} 个值尚未写入",
  viewAs: "身份", roleAny: "未选角色", departmentAny: "任意部门", personAny: "任何人", department: "部门", person: "人员",
  optionsHint: "所选内容立即显示，点击后才写入", noOptions: "此基础客户端没有选项。", yes: "是", no: "否",
  protectedRole: "此颜色在所有客户端含义一致，主题不可设置", moved: "1 个值随之变化", moveds: "{n} 个值随之变化", tenantShowns: "{n} 个租户", templateShown: "1 个模板", templateShowns: "{n} 个模板", andTemplates: "{tenants}，{templates}",
};

const tables = { en, "zh-CN": zh };

export const languages = [["en", "English"], ["zh-CN", "简体中文"]];

let chosen = remembered("language", null) ?? preferred();

function preferred() {
  const known = navigator.languages.map((tag) => (/^zh\b/i.test(tag) ? "zh-CN" : /^en\b/i.test(tag) ? "en" : null));
  return known.find(Boolean) ?? "en";
}

export function spoken() {
  return Object.hasOwn(tables, chosen) ? chosen : "en";
}

export function speak(language) {
  chosen = language;
  remember("language", language);
  document.documentElement.lang = spoken();
}

// The text of a key; `{name}` in it stands for a value.
export function t(key, values = {}) {
  const text = tables[spoken()][key] ?? key;
  return text.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
}

// One of several texts by language, as a schema has them.
export function languageText(texts, otherwise = "") {
  return texts[spoken()] ?? texts.en ?? otherwise;
}

// "1 error", "3 errors"
export function count(kind, n) {
  return n === 1 ? t(kind) : t(`${kind}s`, { n });
}

// The name of a language in itself.
export function languageName(tag) {
  try {
    // 简体中文 says more than 中文（中国）: of languages with several scripts, the script.
    const { language, script } = new Intl.Locale(tag).maximize();
    return new Intl.DisplayNames([tag], { type: "language" }).of(language === "zh" ? `${language}-${script}` : tag);
  } catch {
    return tag;
  }
}

// "my-page" → "My page", for names that a contract gives.
export function title(name) {
  const text = name.replaceAll(/[-_]/g, " ");
  return text.charAt(0).toUpperCase() + text.slice(1);
}
