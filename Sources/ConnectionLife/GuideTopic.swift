/// The articles that are built in, for whoever meets a problem: `portolan guide TOPIC`.
package enum GuideTopic: String, Sendable, CaseIterable {
    case keyRefused = "key-refused"
    case keyRights = "key-rights"
    case keyActivation = "key-activation"
    case otherAccount = "other-account"
    case waiting, network, clock
    case strangeAnswers = "strange-answers"
    case limits, pausing, schedule
    case goingOn = "going-on"
    case fullSync = "full-sync"
    case deleting, balances, adapters
    case masterKey = "master-key"
    case storage, faults

    package var title: String {
        switch self {
        case .keyRefused: "The exchange refuses the key"
        case .keyRights: "The key may do too much, or too little"
        case .keyActivation: "A new key that does not work yet"
        case .otherAccount: "The new key belongs to another account"
        case .waiting: "The exchange says: later"
        case .network: "No answer arrives"
        case .clock: "The clocks disagree"
        case .strangeAnswers: "An answer that does not fit"
        case .limits: "What an exchange does not serve"
        case .pausing: "Pausing a connection"
        case .schedule: "When a connection is read again"
        case .goingOn: "A sync that did not come to its end"
        case .fullSync: "Reading everything again"
        case .deleting: "Deleting transactions, and what comes back"
        case .balances: "When the balances do not agree"
        case .adapters: "An adapter that cannot be used"
        case .masterKey: "The key that seals your keys"
        case .storage: "Disk, database and permissions"
        case .faults: "A fault of Portolan's own"
        }
    }

    /// Paragraphs; a line that begins with `portolan` is a command.
    package var article: [String] {
        switch self {
        case .keyRefused:
            [
                "The exchange does not know the key, or no longer takes it: it was deleted, it expired, it is bound to another address, or one of its parts was mistyped. Nothing that was read is lost, and labels stay.",
                "Make a new key with the exchange, with the rights the adapter's guide lists and no others:",
                "portolan adapters guide ADAPTER",
                "Give it to the same connection. It is checked at once, and the history goes on from where it stopped:",
                "portolan connections reconnect CONNECTION --sync",
                "The same holds for a key you removed, and for stored credentials that are damaged.",
                "Use one key for one program. Two programs that share a key disturb each other's counters.",
            ]
        case .keyRights:
            [
                "Portolan takes keys that can read and nothing else. A key that may trade, withdraw or move funds is refused and not stored. A key that lacks a right of reading leaves a stream unread.",
                "Which rights to tick, and which must stay off:", "portolan adapters guide ADAPTER",
                "Then give the new key to the connection:", "portolan connections reconnect CONNECTION --sync",
            ]
        case .keyActivation:
            [
                "Some exchanges refuse a new key for a while after it was made. The connection then waits for activation, with the time until which that is expected: that is no error, and nothing needs to be done.",
                "The key is tried again by the scheduled syncs, and whenever you ask:", "portolan sync CONNECTION",
                "When the time has passed and the key is still refused, it is wrong: see key-refused. If you made the key long ago, or mistyped it, do not wait:",
                "portolan connections reconnect CONNECTION",
            ]
        case .otherAccount:
            [
                "A connection is one account. The exchange says that the new key belongs to another one, so its records would be mixed with those that are stored. Nothing was changed.",
                "Make the key in the account the connection was made with, or connect the other account by itself:",
                "portolan connect ADAPTER --label ANOTHER",
            ]
        case .waiting:
            [
                "The exchange limits how often it may be asked, or is under maintenance. Portolan keeps to what it says, keeps what was read, and goes on with the other connections. When the wait is long the connection is parked, and the sync says until when.",
                "Run it again after that time, or leave it to the schedule:", "portolan sync CONNECTION",
                "A machine or an address that several programs share reaches the limit sooner.",
            ]
        case .network:
            [
                "No whole answer came back: no network, a name that cannot be resolved, a proxy or a firewall in between, a certificate that does not fit. Portolan tried several times and kept what it had.",
                "Look at the connection and the proxy variables (https_proxy, no_proxy), then:",
                "portolan sync CONNECTION",
            ]
        case .clock:
            [
                "Exchanges refuse signed requests whose time is far from their own. Portolan corrects for the exchange's clock; where that does not help, this machine's clock jumps or is far off. Let it be set by the network's time, then look:",
                "portolan doctor",
            ]
        case .strangeAnswers:
            [
                "The exchange answered something the adapter does not understand, or refused what the adapter asked for. Often that is gone a moment later; when it stays, the exchange has changed and the adapter must follow. What was read is kept, and the stretch that failed is shown as failed, never as empty.",
                "portolan sync CONNECTION",
                "When it stays, look for a newer version of the adapter. The kept answers are then read again without asking the exchange.",
            ]
        case .limits:
            [
                "No exchange serves everything for ever. What is out of reach, since when and why, stands with dates in:",
                "portolan coverage CONNECTION",
                "What an exchange no longer serves is kept where it was read in time. An export file of the exchange often has what the interface leaves out.",
                "Where a limit rolls on, there is a last day to sync:", "portolan coverage --deadlines",
            ]
        case .pausing:
            [
                "A paused connection is not read: not by the schedule, not by sync, not by a full sync. What you deleted stays away meanwhile. Its records stay, and reports can use them.",
                "portolan connections pause CONNECTION", "portolan connections resume CONNECTION",
                "After resuming, the next sync reads the time of the pause. Where an exchange serves only the last days, a long pause loses history: coverage and the list of connections warn while the connection is still paused.",
            ]
        case .schedule:
            [
                "portolan sync --due reads what is due, and nothing else; a timer runs it. A connection is due 7 days after its last sync when you used Portolan since, else after 3 calendar months, and sooner where an exchange serves only a short past.",
                "What is due when, and why:", "portolan schedule",
                "The intervals stand in schedule.conf in the home folder:", "    after-login = 7 days",
                "    without-login = 3 calendar months",
                "A connection that was not read for longer than that is stale. Read it:", "portolan sync CONNECTION",
            ]
        case .goingOn:
            [
                "Something was left to read: the sync was stopped, a stream failed, or the exchange asked to wait. Every page that was read is stored. The same command goes on from there:",
                "portolan sync CONNECTION", "What is still missing:", "portolan coverage CONNECTION",
            ]
        case .fullSync:
            [
                "A full sync asks for everything again from the very first transaction. Nothing that is stored is dropped: what the exchange no longer serves is marked and kept, what it changed gets a revision, your labels stay.",
                "portolan sync CONNECTION --full", "A full sync that was stopped goes on with the same command.",
            ]
        case .deleting:
            [
                "A transaction you delete is hidden. The next sync of its connection brings it back, flagged reappeared: the exchange still has it. What only a file told comes back when that file is imported again. To keep it away, pause the connection, or delete it for good:",
                "portolan transactions delete ID --keep-deleted",
                "Such a one stays away through every sync and import, and reports count it. To see and to bring back what is hidden:",
                "portolan transactions list --deleted", "portolan transactions restore ID",
            ]
        case .balances:
            [
                "After each sync Portolan adds up what was read and compares it with what the exchange says the account holds. A difference names the asset, the amount, and the stretch of time in which the missing or surplus movement must lie: between the last sync whose balances agreed and the first that did not.",
                "portolan balances CONNECTION",
                "A difference that is as young as the last sync often goes away with the next one. One that stays comes from history the exchange does not serve (coverage names it), from deleted transactions, or from kinds of movements an adapter does not read. Reading everything again can find it:",
                "portolan sync CONNECTION --full",
            ]
        case .adapters:
            [
                "An adapter is a library of its own. It is not used when its file is missing or is not the one that was approved, when it speaks another version of the interface, when it crashed, or when it wants to reach other addresses than you approved for a connection.",
                "portolan adapters list", "portolan doctor",
                "When a new version reaches more than the old one, look at what, and approve it by connecting again:",
                "portolan adapters show ADAPTER", "portolan connections reconnect CONNECTION",
            ]
        case .masterKey:
            [
                "The keys of your accounts are sealed with master.key in the home folder. Without that file, or when others can read it, nothing is opened: syncs are refused, and everything that only shows what is stored goes on working.",
                "Bring the file back from your backup with mode 0600. If it is lost, the history is not: make new keys and give them to the connections.",
                "portolan connections reconnect CONNECTION",
            ]
        case .storage:
            [
                "The history is one file, and one command writes it at a time. A second one is told so and may be run again a moment later. When the disk is full or the folder cannot be written, nothing that was stored is lost: make room, or mend the permissions, and run the command again.",
                "A file that is damaged is not written to. Restore it from a backup; a file of a newer Portolan needs that version.",
                "portolan doctor",
            ]
        case .faults:
            [
                "Something went wrong inside Portolan. What was stored is untouched: every step is written whole or not at all. Look at the installation, and report the sentence that was printed:",
                "portolan doctor",
            ]
        }
    }
}
