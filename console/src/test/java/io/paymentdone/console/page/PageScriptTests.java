package io.paymentdone.console.page;

import static java.util.stream.Collectors.toMap;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Checks the page's modules, which no compiler and no bundler sees before a browser does. */
class PageScriptTests {

  private static final Path PAGE = Path.of("src/main/resources/static");
  private static final Pattern NAMED_SCRIPT = Pattern.compile("\"(?:\\./|js/)([\\w-]+\\.js)\"");

  private static final Pattern PANEL =
      Pattern.compile("<section[^>]* class=\"panel[^>]* aria-labelledby=\"([\\w-]+)\"");

  private static final Pattern PANEL_KIND = Pattern.compile("\"([\\w-]+-title)\": \"([\\w-]+)\"");
  private static final Pattern QUOTED = Pattern.compile("\"([\\w-]+)\"");

  @Test
  void pageHasNoFindings() throws IOException {
    assertThat(ScriptCheck.findings(modules())).isEmpty();
  }

  /** Workers are started by a URL, which is no import. */
  @Test
  void everyScriptNamedExistsAndEveryScriptIsNamed() throws IOException {
    Map<String, String> modules = modules();
    Set<String> named = new HashSet<>();
    for (String page : List.of("index.html", "lab.html", "login.html")) {
      named.addAll(scriptsNamedIn(Files.readString(PAGE.resolve(page))));
    }
    modules.values().forEach(text -> named.addAll(scriptsNamedIn(text)));
    assertThat(named).containsExactlyInAnyOrderElementsOf(modules.keySet());
  }

  /** A panel that shows something says so when it is not known: freshness.js has a list of all. */
  @Test
  void everyPanelTurnsGreyWhileWhatItShowsIsNotKnown() throws IOException {
    Set<String> panels =
        PANEL
            .matcher(Files.readString(PAGE.resolve("index.html")))
            .results()
            .map(match -> match.group(1))
            .collect(toSet());
    Map<String, String> kinds =
        PANEL_KIND
            .matcher(Files.readString(PAGE.resolve("js/freshness.js")))
            .results()
            .collect(toMap(match -> match.group(1), match -> match.group(2)));
    String store = Files.readString(PAGE.resolve("js/store.js"));
    String shared = store.substring(store.indexOf("SHARED = ["));

    assertThat(panels).hasSizeGreaterThan(10);
    assertThat(kinds.keySet()).isEqualTo(panels);
    // What is asked for once is known as long as the console answers.
    assertThat(Set.copyOf(kinds.values()))
        .isEqualTo(
            Stream.concat(
                    Stream.of("group", "lookup"),
                    QUOTED
                        .matcher(shared.substring(0, shared.indexOf(']')))
                        .results()
                        .map(match -> match.group(1)))
                .collect(toSet()));
  }

  @Test
  void findsEachFault() {
    Map<String, String> modules =
        Map.of(
            "undeclared.js", "document.title = renamed();",
            "missing-name.js", "import { renamed } from \"./exports.js\";\nrenamed();",
            "missing-file.js", "import { shown } from \"./renamed.js\";\nshown();",
            "exports.js", "export const used = 1;\nexport function forgotten() {}",
            "unused-import.js", "import { used } from \"./exports.js\";",
            "unused-local.js",
                "function unused() {\n  let written = 1;\n  written = 2;\n}\n[].map((item, _) => 1);",
            "whole.js", "import * as whole from \"./exports.js\";\nwhole.used();");
    assertThat(ScriptCheck.findings(modules))
        .containsExactlyInAnyOrder(
            "undeclared.js:1 variable renamed is undeclared (JSC_UNDEFINED_VARIABLE)",
            "missing-name.js:1 Requested module does not have an export \"renamed\". (JSC_DOES_NOT_HAVE_EXPORT)",
            "missing-file.js:1 Failed to load module \"./renamed.js\" (JSC_JS_MODULE_LOAD_WARNING)",
            "exports.js:2 no module imports forgotten",
            "unused-import.js:1 used is not used",
            "unused-local.js:1 unused is not used",
            "unused-local.js:2 written is not used",
            "unused-local.js:5 item is not used",
            "whole.js:1 imports a whole module: import the names");
  }

  @Test
  void findsSyntaxErrors() {
    assertThat(ScriptCheck.findings(Map.of("broken.js", "const text = \"a\nconst b = ;")))
        .contains(
            "broken.js:1 Parse error. Unterminated string literal (JSC_PARSE_ERROR)",
            "broken.js:2 Parse error. primary expression expected (JSC_PARSE_ERROR)");
  }

  /** Features newer than those that the compiler can translate. */
  @Test
  void acceptsWhatBrowsersKnow() {
    String text =
        """
        class Counter {
          #count = 0;
          static #made = new Set();
          get #next() { return ++this.#count; }
          add() { Counter.#made.add(this); return this.#next; }
        }
        const found = [new Counter()].findLast((counter) => counter?.add() ?? false);
        self.onmessage = async () => { self.known ??= await fetch(new URL("./text.js", import.meta.url)); };
        document.title = `${found} ${10_000 ** 2}`;
        """;
    assertThat(ScriptCheck.findings(Map.of("text.js", text))).isEmpty();
  }

  private static Set<String> scriptsNamedIn(String text) {
    return NAMED_SCRIPT.matcher(text).results().map(match -> match.group(1)).collect(toSet());
  }

  private static Map<String, String> modules() throws IOException {
    try (Stream<Path> files = Files.list(PAGE.resolve("js"))) {
      List<Path> scripts = files.toList();
      return scripts.stream()
          .collect(toMap(file -> file.getFileName().toString(), PageScriptTests::read));
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
