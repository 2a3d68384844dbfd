import HistoryModel

/// The days on which the European Central Bank publishes reference rates.
///
/// Since 2002: Monday to Friday without 1 January, Good Friday, Easter Monday, 1 May, 25 and 26 December. In the years
/// before, some more days are missing; there a missing rate is what shows it.
package enum TargetCalendar {
    package static func isWorkingDay(_ day: UTCDay) -> Bool {
        // 1970-01-01 was a Thursday.
        let weekday = ((day.number + 3) % 7 + 7) % 7
        if weekday >= 5 { return false }
        let date = day.date
        switch (date.month, date.day) {
        case (1, 1), (5, 1), (12, 25), (12, 26): return false
        default: break
        }
        let easter = easterSunday(date.year)
        return day != easter.advanced(by: -2) && day != easter.advanced(by: 1)
    }

    /// The newest working day that is not later.
    package static func workingDay(onOrBefore day: UTCDay) -> UTCDay {
        var found = day
        while !isWorkingDay(found) { found = found.advanced(by: -1) }
        return found
    }

    /// The Gregorian computus in whole numbers.
    static func easterSunday(_ year: Int) -> UTCDay {
        let golden = year % 19
        let (century, rest) = (year / 100, year % 100)
        let moon = (19 * golden + century - century / 4 - (century - (century + 8) / 25 + 1) / 3 + 15) % 30
        let sunday = (32 + 2 * (century % 4) + 2 * (rest / 4) - moon - rest % 4) % 7
        let shift = (golden + 11 * moon + 22 * sunday) / 451
        let sum = moon + sunday - 7 * shift + 114
        return UTCDay(year: year, month: sum / 31, day: sum % 31 + 1)
    }
}
