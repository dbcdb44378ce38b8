#![no_main]

rebadge_fuzz::target!(tarball);
