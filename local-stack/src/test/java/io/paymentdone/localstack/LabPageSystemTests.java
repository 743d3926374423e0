package io.paymentdone.localstack;

import static io.paymentdone.localstack.AccessibilityCheck.assertAccessible;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The lab's page: the buttons do on the real Kafka what the page says that they do. Each test can
 * be run alone, as a test that failed is.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class LabPageSystemTests extends PageInBrowser {

  @Test
  @Order(1)
  void isLinkedFromTheConsolesPage() {
    soon(() -> assertThat(browser.text("#lab-link")).isEqualTo("Lab"));
    browser.click("#lab-link");

    soon(() -> assertThat(browser.text("#lab-title")).isEqualTo("No lab runs"));
    assertThat(browser.text("#plan-form [type=submit]")).isEqualTo("Start");
  }

  @Test
  @Order(2)
  void oneClickStartsConsumersThatHandleRecords() {
    openThePage();
    browser.click("#plan-form [type=submit]");

    soon(() -> assertThat(browser.text("#lab-title")).isEqualTo("2 consumers for 3 partitions"));
    soon(() ->
        assertThat(count("#partitions [data-partition]:not([data-owner=none])")).isEqualTo(3));
    soon(() -> assertThat(get("/api/lab").path("counts").path("handled").intValue()).isPositive());
    soon(() -> assertThat(browser.text("#counts-total")).matches("[1-9].* sent, [1-9].* handled"));
    soon(() -> assertThat(browser.text("#connection")).isEqualTo("live"));
    // Nothing is lost, spread or out of order while nothing happens; when the second consumer has
    // joined, records that were not committed yet may have been repeated.
    assertThat(browser.text("#counts .bad:not([data-counted=twice])")).isEmpty();
  }

  private static void openThePage() {
    browser.open(address("lab.html"));
    soon(() -> assertThat(browser.text("#lab-title")).isEqualTo("No lab runs"));
  }

  private static boolean aLabRuns() {
    return response(launcher.consolePort(), "/api/lab").statusCode() == 200;
  }

  /** Whichever test ran before. */
  private static void haveALab() {
    if (!aLabRuns()) {
      openThePage();
      browser.click("#plan-form [type=submit]");
      soon(() -> assertThat(aLabRuns()).isTrue());
    }
    soon(() ->
        assertThat(count("#partitions [data-partition]:not([data-owner=none])")).isEqualTo(3));
    soon(() -> assertThat(get("/api/lab").path("counts").path("handled").intValue()).isPositive());
  }

  @Test
  @Order(3)
  void aConsumerKilledBeforeItsCommitLeavesRecordsThatAreHandledTwice() {
    haveALab();
    browser.click("[data-consumer='1'] [data-act=kill-before-commit]");

    soon(() -> assertThat(count("#partitions [data-partition][data-owner='2']")).isEqualTo(3));
    soon(() -> assertThat(number("[data-counted=twice].bad b")).isPositive());
    assertThat(browser.text("[data-counted=twice]")).contains("last commit");
    assertThat(count("[data-counted=lost].bad")).isZero();
    soon(() -> assertThat(number("[data-counted=lost].good b")).isZero());
    soon(() -> assertThat(browser.text("#lab-events")).contains("consumer 1"));
  }

  /** While it changes four times a second. */
  @Test
  @Order(4)
  void reachesEveryControlByKeyboardAndShowsWhereItIs() {
    haveALab();
    reachEveryControlByKeyboard(25);
  }

  @ParameterizedTest
  @Order(5)
  @ValueSource(ints = {360, 768, 1400, 2560})
  void fitsTheScreen(int width) {
    haveALab();
    fitAScreenOf(width);
  }

  @Test
  @Order(6)
  void canBeSeenInLightAndInDark() {
    haveALab();
    for (String scheme : List.of("light", "dark")) {
      browser.colorScheme(scheme);
      // The colors of buttons take a moment to change.
      soon(() -> assertThat(browser.run(PageScripts.PALE)).as(scheme).isEmpty());
    }
    browser.colorScheme("");
  }

  /** With all that can be opened open. */
  @Test
  @Order(6)
  void hasNoBarrier() {
    browser.run("document.querySelectorAll('details').forEach(d => { d.open = true; })");
    assertAccessible(browser, 360, 2560, 1400);
  }

  /** The browser has six connections to a console, for all windows. */
  @Test
  @Order(6)
  void sevenWindowsShareOneStream() {
    haveALab();
    String first = browser.window();
    List<String> others = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      browser.openWindow();
      others.add(browser.window());
      browser.open(address("lab.html"));
      soon(() -> assertThat(browser.text("#connection")).isEqualTo("live"));
    }

    browser.switchTo(first);
    browser.run("fetch('/api/session').then(answer => { window.answered = answer.status; })");
    soon(() -> assertThat(browser.run("return window.answered ?? 0").intValue()).isEqualTo(200));
    assertThat(browser.text("#connection")).isEqualTo("live");
    for (String other : others) {
      browser.switchTo(other);
      browser.closeWindow();
    }
    browser.switchTo(first);
  }

  /** As a phone sees it. */
  @Test
  @Order(6)
  void byTheReadOnlyAddressEverythingIsSeenAndNothingCanBeDone() throws IOException {
    assertThat(launcher.output()).containsPattern("To watch  .*" + launcher.readOnlyPort());
    haveALab();
    String address = "http://127.0.0.1:" + launcher.readOnlyPort() + "/";
    try {
      browser.open(address + "lab.html");
      soon(() -> assertThat(browser.text("#connection")).isEqualTo("live"));
      soon(() -> assertThat(browser.text("#read-only-note")).contains("can change nothing"));
      soon(() -> assertThat(count("#partitions [data-partition]")).isEqualTo(3));
      assertNothingCanBeDone();
      assertAccessible(browser, 360, 1400);

      browser.open(address);
      soon(() -> assertThat(browser.text("#connection")).isEqualTo("live"));
      soon(() -> assertThat(browser.text("#read-only-note")).contains("can change nothing"));
      soon(() -> assertThat(count("#members [data-member]")).isEqualTo(3));
      assertNothingCanBeDone();
      assertAccessible(browser, 360, 1400);
      // What the page does not offer, the console refuses all the same.
      browser.run(
          "fetch('/api/replicas/1?mode=kill', {method: 'DELETE'})"
              + ".then(answer => { window.answered = answer.status; })");
      soon(() -> assertThat(browser.run("return window.answered ?? 0").intValue()).isEqualTo(403));
      assertThat(get("/api/replicas").path("count").intValue()).isEqualTo(3);
    } finally {
      browser.open(address("lab.html"));
    }
  }

  private static void assertNothingCanBeDone() {
    assertThat(
            browser.run(
                "return [...document.querySelectorAll("
                    + "'[data-write], .command, [href=\"/swagger-ui.html\"]')]"
                    + ".filter(e => e.checkVisibility()).map(e => e.outerHTML)"))
        .isEmpty();
  }

  @Test
  @Order(7)
  void endsTheLab() {
    haveALab();
    browser.click("#lab-end");

    soon(() -> assertThat(browser.text("#lab-title")).isEqualTo("No lab runs"));
    soon(() ->
        assertThat(
                browser
                    .run("return document.querySelector('#consumers').checkVisibility()")
                    .booleanValue())
            .isFalse());
    assertThat(response(launcher.consolePort(), "/api/lab").statusCode()).isEqualTo(404);
  }

  @Test
  @Order(8)
  void anExperimentShowsWhatHappenedBesideTheAnswer() {
    openThePage();
    browser.click("[data-experiment=without-key]");
    soon(() -> assertThat(browser.text("[data-act=do]:disabled")).isEqualTo("Do it"));
    browser.click(".lab-answer input[value='1']");
    browser.click("[data-act=do]");

    soon(() -> assertThat(browser.text("#experiment-steps")).contains("With the key"));
    soon(() ->
        assertThat(browser.text("[data-outcome='3'][data-right=false]"))
            .contains(
                "You said: On one", "What happened: On all three", "1 partition with the key"));
    assertAccessible(browser, 1400);
    // It has put things back.
    soon(() -> assertThat(browser.text("[data-act=again]")).isEqualTo("Once more"));
    assertThat(response(launcher.consolePort(), "/api/lab").statusCode()).isEqualTo(404);
  }

  /** One test, from the page's opening on, so that it can be run again alone. */
  @Test
  @Order(9)
  void oneKillShowsWhatEachMistakeOfTheMuseumCosts() {
    browser.open(address("lab.html"));
    soon(() -> assertThat(count("#museum-start:not(:disabled)")).isEqualTo(1));
    browser.click("#museum-start");
    soon(() ->
        assertThat(count("#museum-exhibits [data-exhibit]"))
            .as(browser.text("#museum-problem"))
            .isEqualTo(6));
    soon(() -> assertThat(count("#museum-kill:not(:disabled)")).isEqualTo(1));
    // One or the other: what would begin a lab says why it does not.
    browser.click(".lab-answer input");
    assertThat(browser.text("[data-act=do]:disabled")).isEqualTo("Do it");
    assertThat(browser.text(".lab-do .quiet")).startsWith("The museum is open");
    assertThat(browser.text("#plan-form [type=submit]:disabled")).isEqualTo("Start");
    assertThat(browser.text("#plan-note")).startsWith("The museum is open");
    for (String exhibit : List.of("right", "commit-before-work", "no-key", "save-then-send")) {
      soon(() -> assertThat(cost(exhibit, "handled")).isGreaterThan(20));
      assertThat(cost(exhibit, "lost")).isZero();
    }

    browser.click("#museum-kill");
    soon(() -> assertThat(count("#museum-exhibits [data-state=killed]")).isPositive());
    // The sessions of the dead ones have timed out.
    soon(() -> assertThat(count("#museum-kill:not(:disabled)")).isEqualTo(1));

    soon(() -> assertThat(cost("commit-before-work", "lost")).isPositive());
    soon(() -> assertThat(cost("no-deduplication", "doubled")).isPositive());
    soon(() -> assertThat(cost("no-key", "outOfOrder")).isPositive());
    soon(() -> assertThat(cost("save-then-send", "lost")).isPositive());
    soon(() -> assertThat(count("#museum-exhibits .verdict.bad")).isEqualTo(4));
    soon(() ->
        assertThat(browser.text("[data-exhibit=own] .pill"))
            .matches("consumer #\\d was killed, too"));
    soon(() -> assertThat(count("[data-exhibit=own] .verdict.good")).isEqualTo(3));
    for (String right : List.of("own", "right")) {
      for (String cost : List.of("lost", "doubled", "outOfOrder")) {
        assertThat(cost(right, cost)).as(right + " " + cost).isZero();
      }
    }
    fitAScreenOf(360);
    fitAScreenOf(1400);
    soon(() -> assertThat(browser.run(PageScripts.PALE)).isEmpty());
    assertAccessible(browser, 360, 1400);

    int lost = cost("commit-before-work", "lost");
    browser.click("#museum-end");

    soon(() -> assertThat(browser.text("#museum-note")).startsWith("It is closed"));
    assertThat(cost("commit-before-work", "lost")).isEqualTo(lost);
    assertThat(count("#plan-form [type=submit]:disabled")).isZero();
    assertThat(browser.text("[data-act=do]:not(:disabled)")).isEqualTo("Do it");
    assertThat(response(launcher.consolePort(), "/api/lab/museum").statusCode()).isEqualTo(404);
    soon(() -> assertThat(get("/api/traffic").path("state").stringValue()).isNotEqualTo("sending"));
  }

  /** One test, from the page's opening on, so that it can be run again alone. */
  @Test
  @Order(10)
  void oneKillShowsHowTheProtocolsDiffer() {
    browser.open(address("lab.html"));
    soon(() -> assertThat(count("#protocols-start:not(:disabled)")).isEqualTo(1));
    browser.click("#protocols-start");
    soon(() -> assertThat(count("#protocols-groups [data-state=working]")).isEqualTo(4));
    soon(() -> assertThat(count("#protocols-kill:not(:disabled)")).isEqualTo(1));
    assertThat(count("#protocols-groups .gap, #protocols-groups .protocol-kill")).isZero();
    assertThat(browser.text("#museum-start:disabled")).isEqualTo("Open the museum");
    assertThat(browser.text("#museum-note")).startsWith("The protocols are being compared");
    assertThat(browser.text("#plan-note")).startsWith("The protocols are being compared");

    browser.click("#protocols-kill");
    soon(() -> assertThat(count("#protocols-groups [data-state=killed]")).isPositive());
    soon(() -> assertThat(count("#protocols-groups [data-state=recovered]")).isEqualTo(4));

    for (String protocol : List.of("eager", "cooperative", "consumer")) {
      assertThat(figure(protocol, "gap")).as(protocol).isGreaterThan(5_000);
      assertThat(figure(protocol, "order")).as(protocol).isZero();
      assertThat(count("[data-protocol=" + protocol + "] .protocol-strip .gap")).isPositive();
    }
    assertThat(figure("share", "gap")).isLessThan(5_000);
    soon(() -> assertThat(figure("share", "order")).isPositive());
    assertThat(figure("eager", "still")).isEqualTo(2);
    assertThat(count("[data-protocol=eager] .protocol-strip .protocol-stop")).isPositive();
    assertThat(figure("cooperative", "still")).isZero();
    assertThat(figure("consumer", "still")).isZero();
    assertThat(count("#protocols-groups .protocol-kill")).isEqualTo(12);
    for (int width : new int[] {360, 1400, 2560}) {
      fitAScreenOf(width);
    }
    soon(() -> assertThat(browser.run(PageScripts.PALE)).isEmpty());

    int gap = figure("eager", "gap");
    browser.click("#protocols-end");

    soon(() -> assertThat(browser.text("#protocols-note")).startsWith("It has ended"));
    assertThat(figure("eager", "gap")).isEqualTo(gap);
    assertThat(response(launcher.consolePort(), "/api/lab/protocols").statusCode()).isEqualTo(404);
  }

  private static int figure(String protocol, String figure) {
    return browser
        .run(
            "return Number(document.querySelector(arguments[0]).dataset.value)",
            "[data-protocol=" + protocol + "] [data-figure=" + figure + "]")
        .intValue();
  }

  private static int cost(String exhibit, String cost) {
    return number("[data-exhibit=" + exhibit + "] [data-count=" + cost + "]");
  }

  private static int count(String selector) {
    return browser
        .run("return document.querySelectorAll(arguments[0]).length", selector)
        .intValue();
  }

  /** As the page writes it, with narrow blanks between thousands; -1 if nothing matches. */
  private static int number(String selector) {
    String digits = browser.text(selector).replaceAll("\\D", "");
    return digits.isEmpty() ? -1 : Integer.parseInt(digits);
  }
}
