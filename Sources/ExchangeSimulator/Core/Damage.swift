import Synchronization

/// Answers no exchange means to give.
enum Damage {
    static func tooManyRequests(_ faults: Faults) -> WireAnswer {
        var answer = WireAnswer.html("<html><body>synthetic: too many requests</body></html>", status: 429)
        if faults.retryAfterSeconds > 0 { answer.headers.append(("Retry-After", String(faults.retryAfterSeconds))) }
        return answer
    }

    static func edgeError(status: Int) -> WireAnswer {
        .html("<!DOCTYPE html><html><body><h1>synthetic edge page</h1></body></html>", status: status)
    }

    static func truncated(_ answer: WireAnswer) -> WireAnswer {
        let whole = answer.wholeBody
        var answer = answer
        answer.body = .bytes(Array(whole.prefix(whole.count / 2)))
        return answer
    }

    /// Opens like an answer and goes on and on.
    static func huge(bytes: Int) -> WireAnswer {
        let piece = [UInt8](repeating: UInt8(ascii: "0"), count: 1 << 18)
        let left = Mutex(bytes)
        return WireAnswer(
            body: .pieces {
                left.withLock { left in
                    guard left > 0 else { return nil }
                    let first = left == bytes
                    let count = min(left, piece.count)
                    left -= count
                    return first ? Array(#"{"error":[],"result":{"synthetic":""#.utf8) + piece : Array(piece[..<count])
                }
            })
    }
}
