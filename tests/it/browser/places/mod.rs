//! Places of records, from packages as they are built, behind a gateway as it is generated: real stores, which are stopped, filled,
//! cut off and lied to. `tests/places` runs each kind of store through all of it.

mod device;
mod gateway;
mod stores;
mod wire;

use serde_json::json;

use self::device::{change, exchange, open, photo, photo_size, records, state, wait_for_records, wait_for_state, write};
use self::gateway::{Gateway, build, credentials, theme};
use self::stores::{Kind, Store};
use self::wire::{Mode, Wire};
use super::axe;
use super::page::Browser;
use super::themes::screens;

/// One place, to which all goes.
fn one_place(kind: Kind, at: &str) -> String {
    format!(
        "[[storage.places]]\nid = \"store\"\nkind = \"{}\"\ntitle = {{ en = \"Group store\", zh-CN = \"集团存储\" }}\nat = \"{at}\"\n\
         [[storage.routes]]\nid = \"all\"\nwhat = [\"records\", \"photos\"]\nto = \"store\"\n",
        kind.word()
    )
}

/// A store, the network to it, and a client that keeps its records there.
struct Kept {
    store: Store,
    wire: Wire,
    gateway: Gateway,
}

impl Kept {
    fn start(kind: Kind) -> Kept {
        Kept::with(Store::start(kind), kind)
    }

    fn with(store: Store, kind: Kind) -> Kept {
        let wire = Wire::to(store.port);
        let theme = theme("acme", &one_place(kind, &store.address(wire.port)));
        let (_project, package) = build("acme", &theme);
        let gateway = Gateway::start(&[&package], &[("acme", "store", &credentials(&store))]);
        Kept { store, wire, gateway }
    }
}

#[test]
fn two_devices_have_the_same_records() {
    let kept = Kept::start(Kind::Apache);
    let url = kept.gateway.url(0);
    let (mut first, mut second) = (Browser::start(), Browser::start());
    let mut one = open(&mut first, &url);
    write(&mut one, "one", 3);
    let digest = photo(&mut one, "one-photo", 300_000);
    wait_for_state(&mut one, "store", "done");
    let mut two = open(&mut second, &url);
    wait_for_records(&mut two, "one", 4);
    assert_eq!(records(&mut two, "one-2"), json!({ "one-2": "one 2" }));
    assert_eq!(photo_size(&mut two, &digest), json!(300_000));
    assert_eq!(one.troubles(), Vec::<String>::new());
    assert_eq!(two.troubles(), Vec::<String>::new());
}
