#if canImport(Glibc)
    import Glibc
#endif

func seconds(_ clock: clockid_t) -> Double {
    var time = timespec()
    clock_gettime(clock, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
}

func measure(_ what: String, rows: Int, _ body: () throws -> Bool) throws {
    let cpuStart = seconds(CLOCK_PROCESS_CPUTIME_ID)
    let wallStart = seconds(CLOCK_MONOTONIC)
    guard try body() else {
        print("wrong: \(what)")
        exit(1)
    }
    report(what, rows, seconds(CLOCK_PROCESS_CPUTIME_ID) - cpuStart, seconds(CLOCK_MONOTONIC) - wallStart, "")
}

func report(_ what: String, _ rows: Int, _ cpu: Double, _ wall: Double, _ more: String) {
    var usage = rusage()
    getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    print(
        """
        {"what":"\(what)","rows":\(rows),"cpu_per_million":\(fixed(cpu * 1e6 / Double(rows))),\
        "wall":\(fixed(wall)),"peak_mb":\(fixed(Double(usage.ru_maxrss) / 1024))\(more)}
        """)
}

func fixed(_ number: Double) -> String { String(Int((number * 1000).rounded())).padded }

extension String {
    /// Thousandths as a decimal number.
    var padded: String {
        let digits = String(repeating: "0", count: max(0, 4 - count)) + self
        return digits.dropLast(3) + "." + digits.suffix(3)
    }
}
