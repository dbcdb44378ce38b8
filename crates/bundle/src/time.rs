//! The one time that all files of a package have.

use zip::DateTime;

use rebadge_core::calendar::civil;
use rebadge_core::error::Error;
use rebadge_core::fs;

/// A time that a zip can hold: from 1980 to 2107, in steps of two seconds (APPNOTE 4.4.6).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FileTime {
    pub(crate) time: DateTime,
    /// The same in seconds since 1970 in UTC.
    pub(crate) seconds: u64,
    /// What was asked for, in seconds since 1970 in UTC.
    epoch: Option<u64>,
}

impl FileTime {
    /// Seconds since 1970 in UTC, or the first time that a zip can hold.
    ///
    /// # Errors
    /// [`Error::NoNumber`] for a time after 2107.
    pub fn new(epoch: Option<u64>) -> Result<FileTime, Error> {
        const FIRST: u64 = 315_532_800;
        let seconds = epoch.unwrap_or(FIRST).max(FIRST);
        let too_late = || fs::not_an_epoch(seconds.to_string());
        let (year, month, day) = civil(seconds / 86_400);
        let year = u16::try_from(year).map_err(|_| too_late())?;
        let part = |divisor: u64, modulus: u64| (seconds / divisor % modulus) as u8;
        let time = DateTime::from_date_and_time(
            year,
            month,
            day,
            part(3600, 24),
            part(60, 60),
            part(1, 60),
        );
        time.map(|time| FileTime { time, seconds, epoch }).map_err(|_| too_late())
    }

    /// The seconds that it was made of; none for the first time that a zip can hold.
    pub fn epoch(&self) -> Option<u64> {
        self.epoch
    }
}

impl std::fmt::Display for FileTime {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.time.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_stay_within_what_a_zip_holds() {
        let time = |epoch| FileTime::new(epoch).unwrap().time;
        assert_eq!(time(None), time(Some(0)));
        assert!(FileTime::new(Some(1_700_000_000)).is_ok());
        assert!(FileTime::new(Some(5_000_000_000)).is_err());
        assert!(FileTime::new(Some(u64::MAX)).is_err());
    }
}
