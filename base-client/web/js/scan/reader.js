// Reads bar codes in the picture of the camera: by the browser itself where it can,
// else by the library that ships beside this file.

const FORMATS = ["qr_code", "data_matrix", "code_128", "code_39", "ean_13", "ean_8", "upc_a", "itf"];
const PAUSE = 60; // milliseconds between two looks

let making = null;

// The text of the first code that is seen; nothing if `signal` ends it. `onReady` is called when the picture is there.
export async function read(video, signal, onReady) {
  const stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment", width: { ideal: 1280 } } });
  const stop = () => { for (const track of stream.getTracks()) track.stop(); };
  signal.addEventListener("abort", stop);
  try {
    if (signal.aborted) return null;
    video.srcObject = stream;
    const [detector] = await Promise.all([detectorOf(), video.play()]);
    onReady();
    while (!signal.aborted) {
      const [code] = video.readyState >= 2 ? await detector.detect(video) : [];
      if (code?.rawValue) return code.rawValue;
      await new Promise((resolve) => setTimeout(resolve, PAUSE));
    }
    return null;
  } finally {
    stop();
  }
}

function detectorOf() {
  making ??= make();
  making.catch(() => { making = null; });
  return making;
}

async function make() {
  const own = await globalThis.BarcodeDetector?.getSupportedFormats?.().catch(() => []) ?? [];
  if (FORMATS.every((format) => own.includes(format))) return new globalThis.BarcodeDetector({ formats: FORMATS });
  const { BarcodeDetector, prepareZXingModule } = await import("./barcode-detector.js");
  prepareZXingModule({ overrides: { locateFile: (name) => new URL(name, import.meta.url).href } });
  return new BarcodeDetector({ formats: FORMATS });
}
