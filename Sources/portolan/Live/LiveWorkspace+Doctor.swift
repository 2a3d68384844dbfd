import AdapterHost
import ConnectionLife
import Glibc
import HistoryModel
import HistoryStore
import Reports
import SyncEngine

extension LiveWorkspace {
    func diagnosis() async throws -> [DoctorFinding] {
        var findings = [folder(), space()]
        findings += history()
        findings.append(masterKey())
        findings.append(worker())
        findings += await adapterFindings()
        findings.append(
            DoctorFinding(
                "sandbox", .warning,
                "Adapters run in a process of their own, with limits on memory and time. This version does not yet shut that process off from files and network (Landlock and seccomp): use only adapters you trust."
            ))
        findings += scheduleFinding()
        findings.append(clockFinding())
        return findings
    }

    private func folder() -> DoctorFinding {
        var info = stat()
        guard stat(home, &info) == 0 else {
            return DoctorFinding("home", .ok, "\(home) does not exist yet; it is made when it is first needed.")
        }
        guard info.st_mode & S_IFMT == S_IFDIR else {
            return DoctorFinding("home", .problem, "\(home) is no folder. Set PORTOLAN_HOME to another one.")
        }
        guard access(home, W_OK | X_OK) == 0 else {
            return DoctorFinding("home", .problem, "\(home) cannot be written. Check its owner and permissions.")
        }
        if info.st_mode & 0o077 != 0 {
            return DoctorFinding("home", .warning, "\(home) can be entered by others. Close it: chmod 700 \(home)")
        }
        return DoctorFinding("home", .ok, home)
    }

    private func space() -> DoctorFinding {
        var info = statvfs()
        var path = home
        while statvfs(path, &info) != 0, path.count > 1 {
            path = String(path[..<(path.lastIndex(of: "/") ?? path.startIndex)])
            if path.isEmpty { path = "/" }
        }
        let free = (UInt64(info.f_bavail) * UInt64(info.f_frsize)) >> 20
        let text = "\(free) MiB free where the history lies."
        return DoctorFinding(
            "disk", free < 200 ? .warning : .ok, free < 200 ? text + " Make room before the next sync." : text)
    }

    private func history() -> [DoctorFinding] {
        do {
            let store = try HistoryStore.open(home: home, access: .read)
            let problems = try store.integrityProblems()
            guard problems.isEmpty else {
                return [
                    DoctorFinding(
                        "history", .problem,
                        "\(store.path) is damaged: \(problems[0]). Restore it from a backup, or move it away and sync again."
                    )
                ]
            }
            let connections = try store.connections()
            let records = try connections.reduce(0) { try $0 + store.recordCount(connection: $1.id) }
            return [
                DoctorFinding(
                    "history", .ok,
                    "\(store.path): \(Words.count(connections.count, "connection")), \(Words.count(records, "record")); the file is sound."
                )
            ]
        } catch let error as StoreError where error.code == .notFound {
            return [DoctorFinding("history", .ok, "Nothing stored yet.")]
        } catch {
            return [DoctorFinding("history", .problem, "\(error)")]
        }
    }

    private func masterKey() -> DoctorFinding {
        let path = home + "/master.key"
        var info = stat()
        guard stat(path, &info) == 0 else {
            return DoctorFinding("master key", .ok, "Made by the first connect.")
        }
        guard info.st_mode & 0o077 == 0 else {
            return DoctorFinding("master key", .problem, "\(path) can be read by others. Close it: chmod 600 \(path)")
        }
        return DoctorFinding("master key", .ok, "\(path), readable by you alone. Keep a copy where the history is not.")
    }

    private func worker() -> DoctorFinding {
        do {
            return DoctorFinding("worker", .ok, try WorkerLocation.find { Environment[$0] })
        } catch {
            return DoctorFinding("worker", .problem, "\(error)")
        }
    }

    private func adapterFindings() async -> [DoctorFinding] {
        do {
            return await (try libraries()).all().map { adapter in
                guard let manifest = adapter.manifest else {
                    return DoctorFinding(
                        "adapter \(adapter.entry.id)", .problem, adapter.refusal ?? "It cannot be used.")
                }
                return DoctorFinding(
                    "adapter \(adapter.entry.id)", .ok, "version \(manifest.version), \(adapter.entry.path)")
            }
        } catch {
            return [DoctorFinding("adapters", .problem, "\(error)")]
        }
    }

    private func scheduleFinding() -> [DoctorFinding] {
        do {
            let policy = try planning().policy
            return [
                DoctorFinding(
                    "schedule", .ok,
                    "every \(policy.afterLogin.words) after a login, every \(policy.withoutLogin.words) without.")
            ]
        } catch {
            return [DoctorFinding("schedule", .problem, "\(error)")]
        }
    }

    private func clockFinding() -> DoctorFinding {
        let now = clock.now()
        let isPlausible = now > Instant(year: 2025, month: 1, day: 1)
        return DoctorFinding(
            "clock", isPlausible ? .ok : .problem,
            isPlausible
                ? "\(now.minuteText) UTC; corrected by each exchange's own clock."
                : "It is \(now.minuteText) UTC by this machine. Set the clock: signed requests will be refused.")
    }
}
