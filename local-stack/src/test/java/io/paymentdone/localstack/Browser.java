package io.paymentdone.localstack;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.openqa.selenium.By;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.WebDriverException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.WindowType;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.interactions.Actions;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The installed Chromium, driven as a user would. */
final class Browser implements AutoCloseable {

  /** Both are named, so that Selenium looks for neither and downloads nothing. */
  private static final Path CHROMIUM = Path.of("/usr/bin/chromium");

  private static final Path DRIVER = Path.of("/usr/bin/chromedriver");

  /** Until an element is there and may be clicked; some wait for what the stack has to do first. */
  private static final Duration ELEMENT_TIMEOUT = Duration.ofSeconds(60);

  /** Looking for barriers takes seconds, on a busy machine longer than Selenium waits otherwise. */
  private static final Duration SCRIPT_TIMEOUT = Duration.ofMinutes(1);

  private static final JsonMapper JSON = new JsonMapper();

  private final ChromeDriver driver;

  private Browser(ChromeDriver driver) {
    this.driver = driver;
  }

  /** Whether browser and driver are installed. */
  static boolean isInstalled() {
    return Files.isExecutable(CHROMIUM) && Files.isExecutable(DRIVER);
  }

  /** Starts it with a fresh profile. */
  static Browser start(Path directory) throws IOException {
    ChromeDriverService service =
        new ChromeDriverService.Builder()
            .usingDriverExecutable(DRIVER.toFile())
            .usingAnyFreePort()
            .withLogFile(directory.resolve("chromedriver.log").toFile())
            .build();
    ChromeOptions options = new ChromeOptions();
    options.setBinary(CHROMIUM.toFile());
    options.addArguments(
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--window-size=1500,1200",
        "--user-data-dir=" + Files.createTempDirectory(directory, "profile"));
    options.setScriptTimeout(SCRIPT_TIMEOUT);
    return new Browser(new ChromeDriver(service, options));
  }

  void open(String url) {
    driver.get(url);
  }

  /**
   * What a script returns; a script that fails is a failed assertion, so that it can be retried.
   */
  JsonNode run(String script, Object... arguments) {
    try {
      return JSON.valueToTree(driver.executeScript(script, arguments));
    } catch (WebDriverException e) {
      throw new AssertionError(script, e);
    }
  }

  /** Text of all elements that match, as it is shown. */
  String text(String selector) {
    return run(
            "return [...document.querySelectorAll(arguments[0])].map(e => e.innerText).join('\\n')",
            selector)
        .stringValue();
  }

  /**
   * Clicks as a user does: on the element, not by script, and only once it is enabled, because a
   * click on a disabled button does nothing and says nothing. Once: it fails when another element
   * takes the click, or when the element is drawn again meanwhile.
   */
  void click(String selector) {
    inSight(selector).click();
  }

  /** Presses the mouse on an element and lets go after a while: a slow click. */
  void clickSlowly(String selector, Duration pressed) {
    new Actions(driver).clickAndHold(inSight(selector)).pause(pressed).release().perform();
  }

  /** Scrolled from under the page's header, as a user does: the driver only scrolls to an edge. */
  private WebElement inSight(String selector) {
    WebElement element = element(selector);
    driver.executeScript("arguments[0].scrollIntoView({block: 'center'})", element);
    return element;
  }

  /** Presses a key and lets it go. */
  void press(CharSequence key) {
    new Actions(driver).sendKeys(key).perform();
  }

  private WebElement element(String selector) {
    return await()
        .atMost(ELEMENT_TIMEOUT)
        .ignoreExceptionsInstanceOf(WebDriverException.class)
        .until(
            () ->
                Optional.of(driver.findElement(By.cssSelector(selector)))
                    .filter(WebElement::isEnabled),
            Optional::isPresent)
        .orElseThrow();
  }

  /** Shows the page as on a screen of this width. */
  void width(int pixels) {
    driver.executeCdpCommand(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", pixels, "height", 1000, "deviceScaleFactor", 1, "mobile", false));
  }

  /** Shows the page as a system in light or dark colours does; as this one does when empty. */
  void colorScheme(String scheme) {
    driver.executeCdpCommand(
        "Emulation.setEmulatedMedia",
        Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
  }

  /** Replaces what a field holds. */
  void type(String selector, String text) {
    run(
        "const e = document.querySelector(arguments[0]); e.value = arguments[1];"
            + " e.dispatchEvent(new Event('input', {bubbles: true}))",
        selector,
        text);
  }

  /** The window that the next commands go to. */
  String window() {
    return driver.getWindowHandle();
  }

  /** Opens a window beside the others; the next commands go to it. */
  void openWindow() {
    driver.switchTo().newWindow(WindowType.WINDOW);
  }

  void switchTo(String window) {
    driver.switchTo().window(window);
  }

  /** Closes this window; the next command is to be {@link #switchTo}. */
  void closeWindow() {
    driver.close();
  }

  void screenshot(Path file) throws IOException {
    Files.write(file, driver.getScreenshotAs(OutputType.BYTES));
  }

  @Override
  public void close() {
    driver.quit();
  }
}
