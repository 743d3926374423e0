package io.paymentdone.localstack;

import static io.paymentdone.localstack.AccessibilityCheck.assertAccessible;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openqa.selenium.Keys;
import tools.jackson.databind.JsonNode;

/**
 * The console's page in front of a class: presenter view, marks, exports and the time machine of
 * the lanes. Each test can be run alone, as a test that failed is.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class PresenterPageSystemTests extends PageInBrowser {

  private static final List<String> PANELS =
      List.of("lanes", "flow", "members", "ledger", "rebalances", "lag");

  /** Texts that are shown in smaller type than can be read from the back row. */
  private static final String SMALL_TYPE =
      """
      const says = (e) => [...e.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
      return [...document.querySelectorAll('header *, main *')]
        .filter((e) => says(e) && e.checkVisibility() && !e.closest('h1, option, .visually-hidden'))
        .filter((e) => parseFloat(getComputedStyle(e).fontSize) < 28)
        .map((e) => `${getComputedStyle(e).fontSize} ${e.outerHTML.slice(0, 90)}`);
      """;

  /** From now on what is exported is kept as text, instead of being downloaded. */
  private static final String CATCH_EXPORTS =
      """
      window.exported = {};
      const made = new Map();
      const create = URL.createObjectURL;
      URL.createObjectURL = (blob) => {
        const url = create.call(URL, blob);
        made.set(url, blob);
        return url;
      };
      HTMLAnchorElement.prototype.click = async function () {
        const blob = made.get(this.href);
        const bytes = new Uint8Array(await blob.arrayBuffer());
        window.exported[this.download.split('.').pop()] =
          {name: this.download, type: blob.type, text: new TextDecoder('latin1').decode(bytes),
           utf8: new TextDecoder().decode(bytes)};
      };
      """;

  /** Two rebalances of partition 0, and what gaps and moments belong to. */
  private static final String CARDS =
      """
      return import('/js/gap-cards.js').then(({cardNear, cardOfGap}) => {
        const at = (second) => Date.parse('2026-01-01T00:00:00Z') + second * 1_000;
        const card = (id, from, to, partition) => ({id, startedAt: new Date(at(from)).toISOString(),
          endedAt: to === null ? null : new Date(at(to)).toISOString(), moves: [{partition}]});
        const cards = [card('first', 100, 111, 0), card('other', 105, 106, 1)];
        cards.push(card('open', 300, null, 0));
        const gap = (partition, from, to) =>
          cardOfGap(cards, {partition, from: at(from), to: at(to)})?.id ?? null;
        const near = (second) => cardNear(cards, at(second))?.id ?? null;
        return [gap(0, 101, 111), gap(1, 105, 106), gap(0, 150, 160), gap(0, 400, 410),
          gap(2, 101, 111),
          near(104), near(95), near(115), near(200), near(500)];
      });
      """;

  /** Pauses the lanes a few seconds after the newest gap of the list. */
  private static final String LAST_GAP_IN_VIEW =
      """
      const partition = Number(document.querySelector('#gaps [data-gap]').dataset.gap);
      document.getElementById('lanes-canvas').scrollIntoView({block: 'center'});
      const modules = [import('/js/store.js'), import('/js/range.js')];
      return Promise.all(modules).then(([{state: {lanes}}, range]) => {
        const [last, next] = lanes.find((one) => one.partition === partition).spans.slice(-2);
        window.lastGap = {partition, at: (Date.parse(last.to) + Date.parse(next.from)) / 2};
        range.pauseAt(Date.parse(next.from) + 5_000);
      });
      """;

  /** Clicks where the page draws that gap. */
  private static final String CLICK_LAST_GAP =
      """
      return import('/js/lanes.js').then(({placeAt}) => {
        const canvas = document.getElementById('lanes-canvas');
        const box = canvas.getBoundingClientRect();
        for (let y = 1; y < box.height; y += 4) for (let x = 1; x < box.width; x += 2) {
          const place = placeAt(x, y);
          if (place?.partition !== lastGap.partition) continue;
          if (Math.abs(place.at - lastGap.at) > 1_000) continue;
          canvas.dispatchEvent(new MouseEvent('click', {clientX: box.x + x, clientY: box.y + y}));
          return;
        }
      });
      """;

  /** In a list: Selenium changes the ends of lines of what is a text alone. */
  private static final String CSV =
      """
      return import('/js/csv.js').then(({csv}) => [csv([
        ['plain', 'a,b', 'say "no"', 'two\\nlines', null, 7],
        ['=1+1', '+1', '-1', '@a', '=a,b', "it's"],
      ])]);
      """;

  @BeforeEach
  void openThePage() {
    browser.width(1400);
    browser.run("sessionStorage.clear(); localStorage.clear()");
    browser.open(address(""));
    awaitLanes();
  }

  private static void awaitLanes() {
    soon(() -> assertThat(browser.text("#connection")).isEqualTo("live"));
    soon(() -> assertThat(browser.text("#lanes-text")).contains("Partition 2: read by"));
  }

  @Test
  @Order(1)
  void onePanelFillsTheWindowInLargeType() {
    browser.press("p");
    soon(() -> assertThat(presented()).isEqualTo("lanes"));
    assertThat(focused()).isEqualTo("lanes-title");
    assertThat(browser.text("#presenter-hint")).contains("1 Partitions", "Esc leave");
    for (int i = 0; i < PANELS.size(); i++) {
      String panel = PANELS.get(i);
      browser.press(Integer.toString(i + 1));
      soon(() -> assertThat(presented()).isEqualTo(panel));
      assertThat(browser.run("return location.search").stringValue())
          .isEqualTo("?present=" + panel);
      assertThat(shownPanels()).isEqualTo(1);
      soon(() -> assertThat(browser.run(SMALL_TYPE)).as(panel).isEmpty());
    }
    browser.press("p");
    soon(() -> assertThat(shownPanels()).isGreaterThan(6));
    assertThat(browser.run("return location.search").stringValue()).isEmpty();
    assertThat(focused()).isEqualTo("present");
  }

  /** A panel by its key, as the page says which one is shown. */
  private static String presented() {
    return browser
        .run(
            "return document.querySelector('.presenting [data-panel][aria-pressed=true]')"
                + "?.dataset.panel ?? ''")
        .stringValue();
  }

  private static int shownPanels() {
    return browser
        .run(
            "return [...document.querySelectorAll('.panel')].filter(e =>"
                + " e.checkVisibility()).length")
        .intValue();
  }

  private static String focused() {
    return browser.run("return document.activeElement.id").stringValue();
  }

  @Test
  @Order(2)
  void theAddressKeepsTheViewAndEscapeLeavesIt() {
    browser.open(address("?present=rebalances"));
    soon(() -> assertThat(presented()).isEqualTo("rebalances"));
    awaitLanes();
    // A dialog is closed first.
    browser.press("m");
    soon(() -> assertThat(browser.text("#mark-dialog[open] h2")).startsWith("Mark at"));
    browser.press(Keys.ESCAPE);
    soon(() -> assertThat(browser.text("#mark-dialog[open]")).isEmpty());
    assertThat(presented()).isEqualTo("rebalances");

    browser.press(Keys.ESCAPE);

    soon(() -> assertThat(presented()).isEmpty());
    assertThat(browser.run("return location.search").stringValue()).isEmpty();
  }

  @Test
  @Order(3)
  void keysDoNothingWhileSomebodyTypesOrWhenTheyAreOff() {
    browser.run("document.querySelector('#payment-form [name=userId]').select()");
    browser.press("pm1");
    assertThat(browser.run("return document.querySelector('#payment-form [name=userId]').value"))
        .isEqualTo(JSON.valueToTree("pm1"));
    assertThat(presented()).isEmpty();
    assertThat(browser.text("#mark-dialog[open]")).isEmpty();

    browser.click("#present");
    soon(() -> assertThat(presented()).isEqualTo("lanes"));
    browser.click("#presenter-keys");
    soon(() -> assertThat(browser.text("#presenter-hint")).isEqualTo("Keys are off"));
    browser.press("2");
    assertThat(presented()).isEqualTo("lanes");
    browser.press(Keys.ESCAPE);
    soon(() -> assertThat(presented()).isEmpty());
    browser.press("p");
    assertThat(presented()).isEmpty();
  }

  @ParameterizedTest
  @Order(4)
  @ValueSource(ints = {360, 1400, 2560})
  void fitsTheScreen(int width) {
    for (String panel : PANELS) {
      browser.open(address("?present=" + panel));
      soon(() -> assertThat(presented()).isEqualTo(panel));
      fitAScreenOf(width);
    }
  }

  @Test
  @Order(5)
  void hasNoBarrier() {
    for (int i = 0; i < PANELS.size(); i++) {
      browser.open(address("?present=" + PANELS.get(i)));
      awaitLanes();
      if (i == 0) {
        browser.click("#pause");
        assertAccessible(browser, 360, 2560, 1400);
      } else {
        assertAccessible(browser, 1400);
      }
    }
    browser.press("m");
    soon(() -> assertThat(browser.text("#mark-dialog[open]")).isNotEmpty());
    assertAccessible(browser, 1400);
  }

  @Test
  @Order(6)
  void aMarkHasANameStaysAndCanBeRemoved() {
    mark("here I killed it");
    soon(() -> assertThat(browser.text("#moments-count")).isNotEqualTo("(0)"));
    browser.click(".moments summary");
    soon(() -> assertThat(browser.text("#marks [data-mark]")).contains("here I killed it"));

    browser.open(address(""));
    browser.click(".moments summary");
    soon(() -> assertThat(browser.text("#marks [data-mark]")).contains("here I killed it"));
    browser.click("#marks [data-mark] button:last-child");

    soon(() -> assertThat(browser.text("#marks")).isEmpty());
    assertThat(browser.run("return sessionStorage.getItem('marks:notification-service')"))
        .isEqualTo(JSON.valueToTree("[]"));
  }

  private static void mark(String name) {
    browser.press("m");
    soon(() -> assertThat(browser.text("#mark-dialog[open] h2")).startsWith("Mark at"));
    browser.press(name);
    browser.press(Keys.ENTER);
    soon(() -> assertThat(browser.text("#mark-dialog[open]")).isEmpty());
  }

  @Test
  @Order(7)
  void exportsTheLanesAsAPictureAndATable() {
    mark("=1+1, \"now\"");
    browser.run(CATCH_EXPORTS);
    browser.click("#export-table");
    browser.click("#export-picture");

    soon(() ->
        assertThat(browser.run("return Object.keys(exported).length").intValue()).isEqualTo(2));
    JsonNode table = browser.run("return exported.csv");
    assertThat(table.path("name").stringValue()).matches("lanes-\\d{8}T\\d{6}Z\\.csv");
    assertThat(table.path("utf8").stringValue().split("\r\n"))
        .startsWith(
            "kind,from,to,milliseconds,partition,consumer,member_id,to_consumer,lag,rebalance,text")
        .anySatisfy(row ->
            assertThat(row)
                .matches(
                    "owner,\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z,.*,"
                        + "notification-service-\\d,.*"))
        .anySatisfy(row -> assertThat(row).matches("lag,[^,]+Z,,,2,,,,\\d+,,"))
        .anySatisfy(row -> assertThat(row).matches("mark,[^,]+Z,{9}\"'=1\\+1, \"\"now\"\"\""));
    JsonNode picture = browser.run("return exported.png");
    assertThat(picture.path("type").stringValue()).isEqualTo("image/png");
    assertThat(picture.path("text").stringValue())
        .startsWith("\u2030PNG")
        .hasSizeGreaterThan(10_000);
  }

  @Test
  @Order(8)
  void writesTablesThatASpreadsheetOpensAsText() {
    assertThat(browser.run(CSV).path(0).stringValue())
        .isEqualTo(
            "plain,\"a,b\",\"say \"\"no\"\"\",\"two\nlines\",,7\r\n"
                + "'=1+1,'+1,'-1,'@a,\"'=a,b\",it's\r\n");
  }

  @Test
  @Order(8)
  void findsTheRebalanceOfAGapAndOfAMoment() {
    assertThat(browser.run(CARDS))
        .isEqualTo(
            JSON.readTree(
                """
                ["first", "other", null, "open", null, "first", "first", "other", null, "open"]
                """));
  }

  @Test
  @Order(9)
  void pausesStepsAndShowsTheSameMomentByItsAddress() {
    browser.press("p");
    soon(() -> assertThat(presented()).isEqualTo("lanes"));
    browser.press(Keys.SPACE);
    soon(() -> assertThat(browser.text("#moment")).startsWith("paused at"));
    assertThat(browser.text("#paused")).isEqualTo("paused");
    browser.press("2");
    soon(() -> assertThat(browser.text("#paused")).isEqualTo("lanes paused"));
    browser.press("1");
    soon(() -> assertThat(presented()).isEqualTo("lanes"));
    soon(() -> assertThat(browser.run("return location.search").stringValue()).contains("&to="));
    long before = shownTo();
    browser.press(Keys.ARROW_LEFT);
    browser.press(Keys.ARROW_LEFT);
    browser.press(Keys.ARROW_RIGHT);
    soon(() -> assertThat(shownTo()).isEqualTo(before - 1_000));
    assertThat(browser.text("#lanes-text")).contains("where the lanes are paused");

    String search = browser.run("return location.search").stringValue();
    browser.open(address(search));
    awaitLanes();
    assertThat(shownTo()).isEqualTo(before - 1_000);
    soon(() -> assertThat(browser.text("#moment")).startsWith("paused at"));
    // It stands still while the page goes on.
    soon(() -> assertThat(browser.text("#moment")).containsPattern("\\d\\d s ago"));
    assertThat(shownTo()).isEqualTo(before - 1_000);

    browser.press(Keys.SPACE);
    soon(() ->
        assertThat(browser.run("return location.search").stringValue()).doesNotContain("to="));
    assertThat(browser.text("#moment")).isEmpty();
    assertThat(browser.text("#paused")).isEmpty();
    assertThat(browser.text("#lanes-text")).doesNotContain("paused");
  }

  /** As the address says, in ms. */
  private static long shownTo() {
    return browser
        .run("return Date.parse(new URLSearchParams(location.search).get('to'))")
        .longValue();
  }

  @Test
  @Order(10)
  void aGapLeadsToItsRebalance() throws Exception {
    assertThat(new Client(launcher).endReplica(1, "kill").statusCode()).isEqualTo(200);
    browser.click(".moments summary");
    soon(() -> assertThat(browser.text("#gaps [data-gap]")).containsPattern("no reader for \\d+"));
    soon(() -> assertThat(browser.text(".card[data-cause=timeout] h3")).contains("timed out"));
    browser.click("#gaps [data-gap] button");
    soon(() -> assertThat(browser.text("#card-dialog[open] h2")).contains("timed out"));
    browser.press(Keys.ESCAPE);
    soon(() -> assertThat(browser.text("#card-dialog[open]")).isEmpty());

    // In the lanes, with the mouse.
    browser.run(LAST_GAP_IN_VIEW);
    soon(() -> {
      browser.run(CLICK_LAST_GAP);
      assertThat(browser.text("#card-dialog[open] h2")).contains("timed out");
    });
  }
}
