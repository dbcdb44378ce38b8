#![no_main]

rebadge_fuzz::target!(archive);
