import Reports
import Testing

@Suite("Text for terminals")
struct TerminalTextTests {
    @Test(
        "what could move the cursor or turn the text is shown as an escape",
        arguments: [
            ("plain é 漢", "plain é 漢"), ("a\u{1B}[31mb", "a\\u{1B}[31mb"), ("a\nb\tc\r", "a\\nb\\tc\\u{D}"),
            ("\u{202E}abc\u{2066}", "\\u{202E}abc\\u{2066}"), ("\u{9B}0m", "\\u{9B}0m"), ("a\u{200B}b", "a\\u{200B}b"),
            ("\u{7F}", "\\u{7F}"), ("a\r\nb", "a\\u{D}\\nb"),
        ])
    func escapes(_ text: String, _ shown: String) {
        #expect(TerminalText.escaped(text) == shown)
    }

    @Test("width counts columns: wide characters two, combining ones none, colours none")
    func widths() {
        #expect(TerminalText.width("abc") == 3)
        #expect(TerminalText.width("漢字") == 4)
        #expect(TerminalText.width("e\u{301}") == 1)
        #expect(TerminalText.width(Style(usesColor: true).red("abc")) == 3)
    }

    @Test("a cut text ends in an ellipsis and fits")
    func cut() {
        #expect(TerminalText.truncated("abcdef", to: 4) == "abc…")
        #expect(TerminalText.truncated("漢字漢字", to: 5) == "漢字…")
        #expect(TerminalText.truncated("abc", to: 3) == "abc")
        #expect(TerminalText.truncated("abc", to: 0) == "")
    }

    @Test("a line too long breaks at blanks, and what has no blank stays whole")
    func fitting() {
        #expect(TerminalText.fitted("one two three four", to: 9) == ["one two", "  three", "  four"])
        #expect(TerminalText.fitted("  a  b c", to: 8) == ["  a  b c"])
        #expect(
            TerminalText.fitted("  see https://example.com/long now", to: 28)
                == ["  see", "    https://example.com/long", "    now"])
        // On a line of its own it would not fit either: it stays where it is.
        #expect(
            TerminalText.fitted("  see https://example.com/long now", to: 20)
                == ["  see https://example.com/long", "    now"])
        #expect(TerminalText.fitted("https://example.com/long", to: 12) == ["https://example.com/long"])
        let style = Style(usesColor: true, columns: 9)
        #expect(style.fitted(style.red("one two three") + "\nfour\n") == "\u{1B}[31mone two\n  three\u{1B}[0m\nfour\n")
        #expect(Style.plain.fitted("one two three four") == "one two three four")
    }

    @Test("a table leaves out what is extra and wraps what may wrap before it is wider than the terminal")
    func narrowTable() {
        var table = TextTable([.init("ID"), .init("N", right: true, isExtra: true), .init("AMOUNTS", wraps: true)])
        table.append(["a", "1", "-1000 EUR, +0.02 BTC, fee 1.6 EUR"])
        #expect(table.text() == "ID  N  AMOUNTS\na   1  -1000 EUR, +0.02 BTC, fee 1.6 EUR\n")
        #expect(
            table.text(style: Style(usesColor: false, columns: 28))
                == "ID  AMOUNTS\na   -1000 EUR, +0.02 BTC,\n      fee 1.6 EUR\n")
    }

    @Test("columns of a table line up whatever stands in them")
    func table() {
        var table = TextTable([.init("NAME"), .init("N", right: true), .init("NOTE")])
        table.append(["漢字", "1", "a\u{1B}"])
        table.append(["abcdef", "1,000", ""])
        #expect(table.text() == "NAME        N  NOTE\n漢字        1  a\\u{1B}\nabcdef  1,000\n")
    }
}
