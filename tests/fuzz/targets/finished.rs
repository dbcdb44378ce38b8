#![no_main]

rebadge_fuzz::target!(finished);
