//! Seconds since 1970 as dates. What comes out of a build has no other times than those that it is given.

/// The date of a day since 1970-01-01 in the proleptic Gregorian calendar: year, month, day ("civil_from_days" in Howard
/// Hinnant, "chrono-Compatible Low-Level Date Algorithms"): eras of 400 years that begin in March.
pub fn civil(days: u64) -> (u64, u8, u8) {
    let days = days + 719_468;
    let (era, day_of_era) = (days / 146_097, days % 146_097);
    let year_of_era =
        (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * day_of_year + 2) / 153;
    let day = (day_of_year - (153 * shifted + 2) / 5 + 1) as u8;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 } as u8;
    (era * 400 + year_of_era + u64::from(month <= 2), month, day)
}

/// The day of a time, in seconds since 1970 in UTC, as ISO 8601 writes it: `2026-11-30`.
pub fn day(seconds: u64) -> String {
    let (year, month, day) = civil(seconds / 86_400);
    format!("{year:04}-{month:02}-{day:02}")
}

/// A time, in seconds since 1970 in UTC, as ISO 8601 writes it: `2026-11-30T09:05:00Z`.
pub fn utc(seconds: u64) -> String {
    let (year, month, day) = civil(seconds / 86_400);
    let part = |divisor: u64, modulus: u64| seconds / divisor % modulus;
    let (hour, minute, second) = (part(3600, 24), part(60, 60), part(1, 60));
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(days: u64, expect: (u64, u8, u8)) {
        assert_eq!(civil(days), expect);
    }

    #[test]
    fn days_become_dates() {
        check(0, (1970, 1, 1));
        check(3_652, (1980, 1, 1));
        check(11_016, (2000, 2, 29));
        check(20_779, (2026, 11, 22));
        assert_eq!(day(951_868_799), "2000-02-29");
    }

    #[test]
    fn times_are_in_utc() {
        let check = |seconds: u64, expect: &str| assert_eq!(utc(seconds), expect);
        check(0, "1970-01-01T00:00:00Z");
        check(951_827_696, "2000-02-29T12:34:56Z");
        check(1_767_225_599, "2025-12-31T23:59:59Z");
    }
}
