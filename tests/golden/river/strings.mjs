export const name = "Flussbahn \u0026 Söhne";
export const texts = {"de":{"page.calm":"Alle Züge fahren.","page.title":"Zustand von {name}"},"en":{"page.calm":"All systems are up.","page.title":"Status of {name}"}};
