//! Each kind of store through every fault: by `tests/places`, for it takes minutes.

use serde_json::json;

use super::device::{
    exchange, open, photo, photo_size, records, state, wait_for_records, wait_for_state, write,
};
use super::gateway::{Gateway, build, credentials, theme};
use super::stores::{Kind, Store};
use super::wire::Mode;
use super::{Kept, count_in};
use crate::browser::page::Browser;

/// How many events are written while a store is killed and started again.
const EVENTS: usize = 400;

/// A store that is killed while events go to it, and that is slow and cut off: in the end it has each event, and another device too.
fn survives(kind: Kind) {
    let mut kept = Kept::start(kind);
    let (mut first, mut second) = (Browser::start(), Browser::start());
    let mut one = open(&mut first, &kept.url());
    kept.wire.set(Mode::Slow);
    for part in 0..4 {
        write(&mut one, &format!("part{part}"), EVENTS / 4);
        match part {
            // What S3 is here keeps all in memory: the network to it fails instead.
            0 if kind == Kind::S3 => kept.wire.set(Mode::Refuse),
            0 => kept.store.kill(),
            1 if kind == Kind::S3 => kept.wire.set(Mode::Cut),
            1 => kept.store.again(),
            2 => kept.wire.set(Mode::Cut),
            _ => kept.wire.set(Mode::Open),
        }
        exchange(&mut one, "store");
    }
    let digest = photo(&mut one, "photo", 2_000_000);
    exchange(&mut one, "store");
    wait_for_state(&mut one, "store", "done");
    let mut two = open(&mut second, &kept.url());
    wait_for_records(&mut two, "part", EVENTS);
    assert_eq!(records(&mut one, "part"), records(&mut two, "part"));
    assert_eq!(photo_size(&mut two, &digest), json!(2_000_000));
    assert_eq!(state(&mut two, "store"), "done");
    if kind != Kind::S3 {
        let events: usize = kept.store.events("acme").iter().map(|path| count_in(path)).sum();
        assert!(events >= EVENTS, "{events}");
    }
}

#[test]
#[ignore = "takes minutes: `tests/places`"]
fn apache_survives() {
    survives(Kind::Apache);
}

#[test]
#[ignore = "takes minutes: `tests/places`"]
fn nginx_survives() {
    survives(Kind::Nginx);
}

#[test]
#[ignore = "takes minutes: `tests/places`"]
fn rclone_survives() {
    survives(Kind::Rclone);
}

#[test]
#[ignore = "takes minutes: `tests/places`"]
fn wsgidav_survives() {
    survives(Kind::WsgiDav);
}

#[test]
#[ignore = "takes minutes: `tests/places`"]
fn s3_survives() {
    survives(Kind::S3);
}

/// A disk of one megabyte that becomes full: what did not fit waits, nothing half counts, and with room it goes.
#[test]
#[ignore = "takes minutes: `tests/places`"]
fn a_full_disk_loses_nothing() {
    for kind in [Kind::Apache, Kind::Nginx, Kind::Rclone, Kind::WsgiDav] {
        let store = Store::start_small(kind, 1000);
        let store = store.expect("a user who may mount: tests/places says how");
        let kept = Kept::with(store, kind);
        let mut browser = Browser::start();
        let mut page = open(&mut browser, &kept.url());
        write(&mut page, "before", 5);
        wait_for_state(&mut page, "store", "done");
        kept.store.write("ballast", &vec![0; 800_000]);
        let digest = photo(&mut page, "photo", 600_000);
        write(&mut page, "while", 5);
        exchange(&mut page, "store");
        let why = state(&mut page, "store");
        assert!(["full", "lost", "refuses", "server"].contains(&why.as_str()), "{kind:?}: {why}");
        let sent: usize = kept.store.events("acme").iter().map(|path| count_in(path)).sum();
        assert!(sent >= 10, "{kind:?}: a photo that does not fit holds up no record: {sent}");
        kept.store.write("ballast", b"");
        exchange(&mut page, "store");
        wait_for_state(&mut page, "store", "done");
        let mut other = Browser::start();
        let mut other = open(&mut other, &kept.url());
        wait_for_records(&mut other, "", 11);
        assert_eq!(photo_size(&mut other, &digest), json!(600_000), "{kind:?}");
    }
}

/// A second copy in another cloud: while it is away the first one has all; later it has all too, and stands in for the first.
#[test]
#[ignore = "takes minutes: `tests/places`"]
fn a_second_copy_stands_in_for_the_first() {
    let (mut dav, s3) = (Store::start(Kind::Rclone), Store::start(Kind::S3));
    let wire = super::Wire::to(s3.port);
    let storage = format!(
        "[[storage.places]]\nid = \"store\"\nkind = \"webdav\"\nat = \"{}\"\n[[storage.places]]\nid = \"cloud\"\nkind = \"s3\"\nat = \"{}\"\n\
         [[storage.routes]]\nid = \"all\"\nwhat = [\"records\", \"photos\"]\nto = \"store\"\ncopies = [\"cloud\"]\n",
        dav.address(dav.port),
        s3.address(wire.port)
    );
    let (_project, package) = build("acme", &theme("acme", &storage));
    let settings = [("acme", "store", ""), ("acme", "cloud", &credentials(&s3))];
    let gateway = Gateway::start(&[&package], &settings);
    let (mut first, mut second) = (Browser::start(), Browser::start());
    let mut one = open(&mut first, &gateway.url(0));
    wire.set(Mode::Refuse);
    write(&mut one, "one", 20);
    let digest = photo(&mut one, "one-photo", 100_000);
    wait_for_state(&mut one, "store", "done");
    exchange(&mut one, "cloud");
    assert_eq!(state(&mut one, "cloud"), "unreachable");
    wire.set(Mode::Open);
    exchange(&mut one, "cloud");
    wait_for_state(&mut one, "cloud", "done");
    dav.kill();
    let mut two = open(&mut second, &gateway.url(0));
    wait_for_records(&mut two, "one", 21);
    assert_eq!(photo_size(&mut two, &digest), json!(100_000));
}
