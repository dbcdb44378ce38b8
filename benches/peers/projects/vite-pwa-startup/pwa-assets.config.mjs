// The preset, and the start-up images of all devices, both ways up, light and dark.
import { combinePresetAndAppleSplashScreens, defineConfig, minimal2023Preset } from "@vite-pwa/assets-generator/config";

const look = { padding: 0.3, resizeOptions: { background: "white" }, darkResizeOptions: { background: "black" } };

export default defineConfig({
  preset: combinePresetAndAppleSplashScreens(minimal2023Preset, look),
  images: ["public/logo.svg"],
});
