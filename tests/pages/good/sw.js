const files = ["./", "icon.svg", "app.webmanifest"];
addEventListener("install", event => {
  skipWaiting();
  event.waitUntil(caches.open("all").then(cache => cache.addAll(files)));
});
addEventListener("activate", event => event.waitUntil(clients.claim()));
addEventListener("fetch", event => {
  event.respondWith(caches.match(event.request).then(found => found ?? fetch(event.request)));
});
