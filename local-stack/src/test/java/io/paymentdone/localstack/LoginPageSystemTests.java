package io.paymentdone.localstack;

import static io.paymentdone.localstack.AccessibilityCheck.assertAccessible;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.paymentdone.console.ConsoleApplication;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openqa.selenium.Keys;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * The login in a real browser, at a console of its own that is not in the profile local and has no
 * Kafka. Skipped where Chromium and its driver are not installed.
 */
@Tag("browser")
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class LoginPageSystemTests {

  @TempDir static Path directory;

  static ConfigurableApplicationContext console;
  static Browser browser;

  @BeforeAll
  static void start() throws IOException {
    Assumptions.assumeTrue(Browser.isInstalled(), "Chromium and chromedriver are not installed");
    console =
        ConsoleApplication.application()
            .run(
                "--server.port=0",
                "--server.address=127.0.0.1",
                "--spring.kafka.bootstrap-servers=127.0.0.1:1",
                "--payment-done.console.services.payment-service=http://127.0.0.1:1",
                "--payment-done.console.services.notification-service=http://127.0.0.1:1",
                "--api.credentials=demo:demo",
                "--api.clients[0].name=reader",
                "--api.clients[0].secrets={noop}reads",
                "--api.clients[0].scopes=payments:read,notifications:read");
    browser = Browser.start(directory);
  }

  @AfterAll
  static void end() {
    if (browser != null) {
      browser.close();
    }
    if (console != null) {
      console.close();
    }
  }

  @BeforeEach
  void openThePage() {
    browser.width(1500);
    browser.colorScheme("");
    browser.open(address("/?group=notification-service"));
    soon(() -> assertThat(browser.run(FOCUSED).stringValue()).isEqualTo("user"));
  }

  @AfterEach
  void logOut() {
    browser.run("document.getElementById('logout')?.click()");
    soon(() -> assertThat(path()).startsWith("/login"));
  }

  private static final String FOCUSED = "return document.activeElement?.name ?? ''";

  private static String address(String path) {
    return "http://localhost:" + console.getEnvironment().getProperty("local.server.port") + path;
  }

  private static String path() {
    return browser.run("return location.pathname + location.search").stringValue();
  }

  private static void soon(ThrowingRunnable assertion) {
    await().atMost(Duration.ofSeconds(20)).untilAsserted(assertion);
  }

  /** By keyboard alone, from the field that has the focus. */
  private static void logIn(String user, String password) {
    browser.press(user);
    browser.press(Keys.TAB);
    browser.press(password);
    browser.press(Keys.ENTER);
  }

  @Test
  void whoLogsInSeesThePageThatWasAskedFor() {
    logIn("demo", "demo");

    soon(() -> assertThat(path()).isEqualTo("/?group=notification-service"));
    soon(() -> assertThat(browser.text("#session-name")).isEqualTo("demo"));
    soon(() ->
        assertThat(
                browser
                    .run("return document.querySelectorAll('[aria-disabled]').length")
                    .intValue())
            .isZero());
  }

  @Test
  void saysWhatIsWrong() {
    logIn("demo", "wrong");

    soon(() ->
        assertThat(browser.text("#login-problem"))
            .isEqualTo("The user name or the password is wrong."));
    soon(() -> assertThat(browser.run(FOCUSED).stringValue()).isEqualTo("password"));
  }

  @Test
  void whoMayOnlyReadIsToldSo() {
    logIn("reader", "reads");

    soon(() -> assertThat(browser.text("#session-name")).isEqualTo("reader, read only"));
    soon(() ->
        assertThat(
                browser
                    .run(
                        "return [...document.querySelectorAll('#traffic-form [type=submit],"
                            + " #show-me, #payment-form [type=submit]')]"
                            + ".map(e => e.ariaDisabled + e.title)")
                    .toString())
            .isEqualTo(
                "[\"TEXT\",\"TEXT\",\"TEXT\"]"
                    .replace(
                        "TEXT", "trueThis needs the scope admin, which reader does not have.")));
    browser.click("#payment-form [type=submit]");
    soon(() -> assertThat(browser.text("#announce")).contains("scope admin"));
    assertThat(browser.text("#payment-problem")).isEmpty();
  }

  @Test
  void aPageSaysThatItsSessionIsOver() {
    logIn("demo", "demo");
    soon(() -> assertThat(browser.text("#session-name")).isEqualTo("demo"));
    String page = browser.window();
    browser.openWindow();
    browser.open(address("/"));
    soon(() -> assertThat(browser.text("#session-name")).isEqualTo("demo"));
    browser.click("#logout");
    soon(() -> assertThat(browser.text("#login-note")).isEqualTo("You are logged out."));
    browser.closeWindow();
    browser.switchTo(page);

    soon(() -> assertThat(browser.text("#connection")).isEqualTo("logged out"));
    soon(() -> assertThat(browser.text("#no-news")).isEmpty());
    soon(() -> assertThat(browser.text("#login-link")).isEqualTo("Log in"));
    browser.click("#login-link");
    soon(() -> assertThat(path()).startsWith("/login?next="));
  }

  @Test
  void hasNoBarrier() {
    logIn("demo", "wrong");
    soon(() -> assertThat(browser.text("#login-problem")).isNotEmpty());

    assertAccessible(browser, 1400, 2560, 360);
  }

  /** Without it a page without a barrier could be one that is not looked at. */
  @Test
  void aFieldWithoutALabelAndPaleTextAreBarriers() {
    browser.run("document.querySelector('[name=user]').closest('label').firstChild.remove()");
    browser.run("document.getElementById('login-title').style.color = 'silver'");

    assertThat(AccessibilityCheck.violations(browser))
        .hasSize(2)
        .anySatisfy(found ->
            assertThat(found)
                .startsWith("label (critical) at ")
                .contains("input[name=\"user\"]", "must have labels"))
        .anySatisfy(found ->
            assertThat(found)
                .startsWith("color-contrast (serious) at #login-title")
                .contains("contrast of", "Expected contrast ratio"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"light", "dark"})
  void fitsASmallScreen(String colors) throws IOException {
    browser.colorScheme(colors);
    browser.width(360);
    soon(() -> assertThat(browser.run("return innerWidth").intValue()).isEqualTo(360));

    assertThat(
            browser
                .run("const e = document.documentElement; return e.scrollWidth - e.clientWidth")
                .intValue())
        .isZero();
    assertThat(browser.run(PageScripts.SMALL)).isEmpty();
    browser.screenshot(directory.resolve(colors + ".png"));
  }
}
