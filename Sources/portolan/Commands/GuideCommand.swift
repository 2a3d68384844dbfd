import ArgumentParser
import ConnectionLife
import Reports

extension GuideTopic: ExpressibleByArgument {}

struct GuideCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "guide", abstract: "Articles about problems and what to do about them.")
    @Argument(help: "The topic. Default: a list of all.") var topic: GuideTopic?
    @OptionGroup var output: OutputOptions

    func run() async throws {
        guard let topic else {
            try output.print(GuideReport.json, else: GuideReport.list(style: Terminal.output))
            return
        }
        try output.print(GuideReport.json(topic), else: GuideReport.article(topic, style: Terminal.output))
    }
}
