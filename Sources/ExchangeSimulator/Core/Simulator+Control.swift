import HistoryModel

/// The endpoints below /_simulator/, for tests and demonstrations; no exchange has them.
extension Simulator {
    func control(_ request: WireRequest) -> WireAnswer {
        switch (request.method, request.path.dropFirst("/_simulator/".count)) {
        case ("GET", "truth"): WireAnswer(body: .pieces(truth()))
        case ("GET", "log"): answer(log.json)
        case ("GET", "count"): answer(.object([("requests", .int(log.total))]))
        case ("GET", "credentials"):
            answer(credentials.json)
        case ("GET", "faults"): answer(faults.json)
        case ("GET", "time"): answer(.object([("now", .string(clock.now.description))]))
        case ("POST", "faults"):
            attempt(request) { body in
                setFaults(try Faults(json: body))
                return faults.json
            }
        case ("POST", "advance"):
            attempt(request) { body in
                guard let text = body["seconds"]?.plainText, let seconds = Int64(text), seconds >= 0 else {
                    throw Faults.Unknown(description: #"Say how far: {"seconds": 3600}."#)
                }
                clock.advance(by: .seconds(seconds))
                return .object([("now", .string(clock.now.description))])
            }
        case ("POST", "records"): attempt(request) { try change($0) }
        default:
            answer(
                .object([
                    (
                        "error",
                        .string(
                            "Known: GET truth, log, count, credentials, faults, time; POST faults, advance, records.")
                    )
                ]), status: 404)
        }
    }

    private func attempt(_ request: WireRequest, _ act: (JSONValue) throws -> JSONValue) -> WireAnswer {
        do {
            return answer(try act(try JSONReading.parse(request.body)))
        } catch {
            return answer(.object([("error", .string("\(error)"))]), status: 400)
        }
    }
    private func answer(_ value: JSONValue, status: Int = 200) -> WireAnswer {
        .json(Array(value.text().utf8), status: status)
    }
}
