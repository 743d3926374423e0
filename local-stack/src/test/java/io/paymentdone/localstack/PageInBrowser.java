package io.paymentdone.localstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.awaitility.core.ConditionTimeoutException;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.Keys;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Tests of a page of the console in a real browser, on a whole stack of the class's own. Skipped
 * where Chromium and its driver are not installed.
 */
@Tag("browser")
@Timeout(value = 6, unit = TimeUnit.MINUTES)
abstract class PageInBrowser {

  static final Duration SOON = Duration.ofSeconds(150);
  static final JsonMapper JSON = new JsonMapper();

  /** Of radio buttons the keyboard reaches the group. */
  private static final String CONTROLS =
      "[...document.querySelectorAll('a[href], button, input:not([type=radio]), select, summary')]"
          + ".filter(e => !e.disabled && e.checkVisibility())";

  /** What has the focus, a name for it, and whether one sees it. */
  private static final String FOCUSED =
      "const e = document.activeElement; reached.add(e);"
          + " return {outline: getComputedStyle(e).outlineStyle, html: e.outerHTML.slice(0, 120),"
          + " control: e.matches('a[href], button, input, select, summary'), name:"
          + " e.getAttribute('aria-label') ?? (e.innerText || e.labels?.[0]?.innerText || '')}";

  /** Kept when a test fails, because the logs are in it. */
  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  static Path directory;

  static LauncherProcess launcher;
  static Browser browser;

  /** The class's limit is that of each test only. */
  @BeforeAll
  @Timeout(value = 6, unit = TimeUnit.MINUTES)
  static void start() throws Exception {
    Assumptions.assumeTrue(Browser.isInstalled(), "Chromium and chromedriver are not installed");
    launcher = new LauncherProcess(directory.resolve("data"));
    launcher.startAndAwait();
    browser = Browser.start(directory);
    browser.open(address(""));
  }

  @AfterAll
  static void end() {
    if (browser != null) {
      browser.close();
    }
    if (launcher != null) {
      launcher.killAll();
    }
  }

  static String address(String path) {
    return "http://localhost:" + launcher.consolePort() + "/" + path;
  }

  /** Presses Tab until every control had the focus, and saw it there, with a name. */
  static void reachEveryControlByKeyboard(int controlsMin) {
    browser.run("document.querySelector('.skip').focus(); window.reached = new Set()");
    long controls = browser.run("return " + CONTROLS + ".length").longValue();
    assertThat(controls).isGreaterThan(controlsMin);
    // Round and round: rows change their places meanwhile.
    String unreached = "return " + CONTROLS + ".filter(e => !reached.has(e)).map(e => e.outerHTML)";
    for (int i = 0; i < 3 * controls && !browser.run(unreached).isEmpty(); i++) {
      browser.press(Keys.TAB);
      JsonNode at = browser.run(FOCUSED);
      if (at.path("control").booleanValue()) {
        assertThat(at.path("outline").stringValue()).as(at.toString()).isNotEqualTo("none");
        assertThat(at.path("name").stringValue()).as(at.toString()).isNotBlank();
      }
    }
    assertThat(browser.run(unreached)).isEmpty();
  }

  /** Nothing is wider than a screen of this width, or than its panel, or too small for a finger. */
  static void fitAScreenOf(int width) {
    browser.width(width);
    soon(() -> assertThat(browser.run("return innerWidth").intValue()).isEqualTo(width));
    // The canvases have their new width with the next frame.
    soon(PageInBrowser::assertFitsWidth);
    soon(() ->
        assertThat(
                browser.run(
                    "return [...document.querySelectorAll('main button, main input, .top *')]"
                        + ".filter(e => e.checkVisibility() && e.getBoundingClientRect().width > 0)"
                        + ".filter(e => !e.closest('[class~=visually-hidden], .skip'))"
                        + ".filter(e => e.getBoundingClientRect().right"
                        + " > (e.closest('.panel') ?? document.body)"
                        + ".getBoundingClientRect().right)"
                        + ".map(e => e.outerHTML)"))
            .isEmpty());
    soon(() -> assertThat(browser.run(PageScripts.SMALL)).isEmpty());
  }

  static void assertFitsWidth() {
    assertThat(
            browser
                .run("const e = document.documentElement; return e.scrollWidth - e.clientWidth")
                .intValue())
        .isZero();
  }

  static JsonNode get(String path) {
    return get(launcher.consolePort(), path);
  }

  static JsonNode get(int port, String path) {
    return JSON.readTree(response(port, path).body());
  }

  static HttpResponse<String> response(int port, String path) {
    try {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build();
      return HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /**
   * A failure's message has the output of the launcher: which processes run, and which have ended.
   */
  static void soon(ThrowingRunnable assertion) {
    try {
      await().atMost(SOON).untilAsserted(assertion);
    } catch (ConditionTimeoutException e) {
      throw new AssertionError(
          e.getMessage() + "\n" + get("/api/replicas") + "\n" + launcher.outputAndLogs(), e);
    }
  }
}
