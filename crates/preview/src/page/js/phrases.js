// What the server says of rules and sets, in Chinese. `{0}`, `{1}` stand for what is between back-ticks; a test of the server
// holds that none is missing.

import { spoken } from "./words.js";

const zh = {
  "the brand color, to the digit": "品牌色，一位不差",
  "the brand color; if it has less than 3:1 on {0}, the nearest tone of its hue that has; a black brand turns near white": "品牌色；若在 {0} 上不足 3:1，则取同色相中最接近的达标色；黑色品牌变为近白",
  "white if it has 4.5:1 on {0}; otherwise a near-black of its hue": "白色，若在 {0} 上达到 4.5:1；否则为其色相的近黑色",
  "the hue of {0}, light and pale": "{0} 的色相，浅而淡",
  "the hue of {0}, dark and muted": "{0} 的色相，深而柔",
  "the hue of {0}, dark, with at least 4.6:1 on {1}": "{0} 的色相，深色，在 {1} 上至少 4.6:1",
  "the hue of {0}, light, with at least 4.6:1 on {1}": "{0} 的色相，浅色，在 {1} 上至少 4.6:1",
  "the accent, to the digit; without one, a muted tone of the brand's hue": "强调色，一位不差；未设置时为品牌色相的柔和色",
  "the accent, or the nearest tone of its hue with 3:1 on {0}; without one, a muted tone of the brand's hue": "强调色，或同色相中在 {0} 上达到 3:1 的最接近色；未设置时为品牌色相的柔和色",
  "near white, with a trace of the brand's hue; a light gray below a white brand": "近白，略带品牌色相；白色品牌之下为浅灰",
  "near white, with a trace of the brand's hue, at least 4.6:1 on every surface": "近白，略带品牌色相，在所有表面上至少 4.6:1",
  "near white, at least 4.6:1 on {0}": "近白，在 {0} 上至少 4.6:1",
  "near black, with a trace of the brand's hue": "近黑，略带品牌色相",
  "near black, with a trace of the brand's hue, at least 4.6:1 on every surface": "近黑，略带品牌色相，在所有表面上至少 4.6:1",
  "near black, at least 4.6:1 on {0}": "近黑，在 {0} 上至少 4.6:1",
  "one step lighter than {0}": "比 {0} 浅一级",
  "two steps lighter than {0}": "比 {0} 浅两级",
  "three steps lighter than {0}": "比 {0} 浅三级",
  "one step darker than {0}": "比 {0} 深一级",
  "two steps darker than {0}": "比 {0} 深两级",
  "three steps darker than {0}": "比 {0} 深三级",
  "light gray, with a trace of the brand's hue": "浅灰，略带品牌色相",
  "light gray, with a trace of the brand's hue, at least 4.6:1 on every surface": "浅灰，略带品牌色相，在所有表面上至少 4.6:1",
  "dark gray, with a trace of the brand's hue": "深灰，略带品牌色相",
  "dark gray, with a trace of the brand's hue, at least 4.6:1 on every surface": "深灰，略带品牌色相，在所有表面上至少 4.6:1",
  "gray, with a trace of the brand's hue, at least 3.1:1 on every surface": "灰色，略带品牌色相，在所有表面上至少 3.1:1",
  "a light surface": "浅色表面",
  "a dark surface": "深色表面",
  "{0}, or the nearest tone of its hue with 4.6:1 on every surface; near white if it has no hue": "{0}，或同色相中在所有表面上达到 4.6:1 的最接近色；没有色相时为近白",
  "{0}, or the nearest tone of its hue with 4.6:1 on every surface; near black if it has no hue": "{0}，或同色相中在所有表面上达到 4.6:1 的最接近色；没有色相时为近黑",
  "a deep red with 4.6:1 on every surface, kept apart from {0} and {1}": "深红，在所有表面上达到 4.6:1，并与 {0}、{1} 区分",
  "a deep green with 4.6:1 on every surface, kept apart from {0} and {1}": "深绿，在所有表面上达到 4.6:1，并与 {0}、{1} 区分",
  "a deep amber with 4.6:1 on every surface, kept apart from {0} and {1}": "深琥珀色，在所有表面上达到 4.6:1，并与 {0}、{1} 区分",
  "a crimson with 4.6:1 on every surface, kept apart from {0}, {1} and {2}": "绯红，在所有表面上达到 4.6:1，并与 {0}、{1}、{2} 区分",
  "a bright red with 4.6:1 on every surface, kept apart from {0} and {1}": "亮红，在所有表面上达到 4.6:1，并与 {0}、{1} 区分",
  "a bright green with 4.6:1 on every surface, kept apart from {0} and {1}": "亮绿，在所有表面上达到 4.6:1，并与 {0}、{1} 区分",
  "a bright amber with 4.6:1 on every surface, kept apart from {0} and {1}": "亮琥珀色，在所有表面上达到 4.6:1，并与 {0}、{1} 区分",
  "a bright crimson with 4.6:1 on every surface, kept apart from {0}, {1} and {2}": "亮绯红，在所有表面上达到 4.6:1，并与 {0}、{1}、{2} 区分",
  "favicons, home screens, install prompt, link preview, with manifest and HTML head": "网站图标、主屏幕、安装提示、链接预览，附清单与 HTML 头部",
  "older browsers: touch icons of each size, tiles, pinned tab, tableau": "旧浏览器：各尺寸触摸图标、磁贴、固定标签页",
  "hicolor icon theme (sizes, scalable, symbolic), desktop entry, AppStream metainfo": "hicolor 图标主题（各尺寸、可缩放、符号）、桌面项、AppStream 元信息",
  "res: launcher icons (legacy, adaptive, themed), notification, splash; Play Store, TV": "res：启动器图标（旧式、自适应、主题）、通知、启动画面；Play 商店、电视",
  "Assets.xcassets: app icon (default, dark, tinted), launch image and colors; storyboard": "Assets.xcassets：应用图标（默认、深色、着色）、启动图与颜色；故事板",
  "AppIcon.icon for Xcode 26: mark and background as layers, in default, dark and tinted": "Xcode 26 的 AppIcon.icon：标志与背景分层，含默认、深色与着色",
  "an app icon set with every size of older iOS and iPadOS": "含旧版 iOS 与 iPadOS 全部尺寸的应用图标集",
  "app icon sets of the watch: one size, and every size of older systems": "手表应用图标集：单一尺寸，以及旧系统的全部尺寸",
  "AppIcon.appiconset and AppIcon.icns in macOS's own shape, with its shadow": "AppIcon.appiconset 与 AppIcon.icns，macOS 形状并带阴影",
  "icons of a browser extension and its store's pictures, with manifest lines": "浏览器扩展的图标与商店图片，附清单条目",
  "build/: icon.icns, icon.ico, icons of each size, appx, tray templates": "build/：icon.icns、icon.ico、各尺寸图标、appx、托盘模板",
  "src-tauri/icons: desktop, Windows tiles, android and ios folders": "src-tauri/icons：桌面、Windows 磁贴、android 与 ios 文件夹",
  "assets/images of an Expo app, with the lines of app.json": "Expo 应用的 assets/images，附 app.json 条目",
  "a Flutter project: android, ios, macos, web, windows": "Flutter 项目：android、ios、macos、web、windows",
  "a Capacitor project: android with splash screens, ios, web icons": "Capacitor 项目：android（含启动画面）、ios、网页图标",
  "iOS start-up images of every device, orientation and scheme; splash within a page; HTML": "各设备、方向与配色的 iOS 启动图；页内启动画面；HTML",
  "app.ico; MSIX Assets: tiles at each scale, target sizes, badge, splash; manifest lines": "app.ico；MSIX 资源：各比例磁贴、目标尺寸、徽章、启动画面；清单条目",
};

export function phrase(text) {
  if (spoken() !== "zh-CN" || !text) return text;
  const names = [];
  const pattern = text.replace(/`[^`]*`/g, (name) => `{${names.push(name) - 1}}`);
  return (zh[pattern] ?? text).replace(/\{(\d)\}/g, (_, at) => names[at] ?? "");
}
