package io.paymentdone.localstack;

import io.paymentdone.servers.Ports;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Debian's Chromium, driven over the W3C WebDriver protocol: its own driver and a few requests, so
 * that the tests need no library and no download.
 */
final class Browser implements AutoCloseable {

  private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
  private static final Path DRIVER = Path.of("/usr/bin/chromedriver");
  private static final List<String> ARGUMENTS =
      List.of(
          "--headless",
          "--no-sandbox",
          "--disable-gpu",
          "--disable-quic",
          "--no-first-run",
          "--disable-background-networking",
          "--disable-component-update",
          "--disable-sync",
          "--window-size=1500,1200");

  /** Names an element in the protocol. */
  private static final String ELEMENT = "element-6066-11e4-a52e-4f735466cecf";

  private static final JsonMapper JSON = new JsonMapper();

  private final HttpClient http = HttpClient.newHttpClient();
  private final Process driver;
  private final String session;

  private Browser(Process driver, String session) {
    this.driver = driver;
    this.session = session;
  }

  /** Whether browser and driver are installed. */
  static boolean isInstalled() {
    return Files.isExecutable(CHROMIUM) && Files.isExecutable(DRIVER);
  }

  /** Starts it with a fresh profile. */
  static Browser start(Path directory) throws IOException {
    int port = Ports.free();
    Process driver =
        new ProcessBuilder(DRIVER.toString(), "--port=" + port)
            .redirectErrorStream(true)
            .redirectOutput(Redirect.to(directory.resolve("chromedriver.log").toFile()))
            .start();
    String url = "http://127.0.0.1:" + port;
    List<String> arguments = new java.util.ArrayList<>(ARGUMENTS);
    arguments.add("--user-data-dir=" + Files.createTempDirectory(directory, "profile"));
    Browser starting = new Browser(driver, "");
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .ignoreExceptions()
        .until(() -> starting.send("GET", url + "/status", null).path("ready").booleanValue());
    JsonNode created =
        starting.send(
            "POST",
            url + "/session",
            Map.of(
                "capabilities",
                Map.of(
                    "alwaysMatch",
                    Map.of(
                        "goog:chromeOptions",
                        Map.of("binary", CHROMIUM.toString(), "args", arguments)))));
    return new Browser(driver, url + "/session/" + created.path("sessionId").stringValue());
  }

  void open(String url) {
    send("POST", session + "/url", Map.of("url", url));
  }

  /** What a script returns. */
  JsonNode run(String script, Object... arguments) {
    return send(
        "POST", session + "/execute/sync", Map.of("script", script, "args", List.of(arguments)));
  }

  /** Text of all elements that match, as it is shown. */
  String text(String selector) {
    return run(
            "return [...document.querySelectorAll(arguments[0])].map(e => e.innerText).join('\\n')",
            selector)
        .stringValue();
  }

  /**
   * Clicks as a user does: on the element, not by script. Once: it fails when another element takes
   * the click, or when the element is drawn anew meanwhile.
   */
  void click(String selector) {
    send("POST", session + "/element/" + await(selector) + "/click", Map.of());
  }

  /** Presses the mouse on an element and lets go after a while: a slow click. */
  void clickSlowly(String selector, Duration pressed) {
    String id = await(selector);
    send(
        "POST",
        session + "/execute/sync",
        Map.of(
            "script",
            "arguments[0].scrollIntoView({block: 'center'})",
            "args",
            List.of(Map.of(ELEMENT, id))));
    act(
        Map.of(
            "type",
            "pointer",
            "id",
            "mouse",
            "actions",
            List.of(
                Map.of(
                    "type",
                    "pointerMove",
                    "duration",
                    0,
                    "x",
                    0,
                    "y",
                    0,
                    "origin",
                    Map.of(ELEMENT, id)),
                Map.of("type", "pointerDown", "button", 0),
                Map.of("type", "pause", "duration", pressed.toMillis()),
                Map.of("type", "pointerUp", "button", 0))));
  }

  /** Presses a key and lets it go. */
  void press(String key) {
    act(
        Map.of(
            "type",
            "key",
            "id",
            "keyboard",
            "actions",
            List.of(
                Map.of("type", "keyDown", "value", key), Map.of("type", "keyUp", "value", key))));
  }

  private void act(Map<String, Object> source) {
    send("POST", session + "/actions", Map.of("actions", List.of(source)));
  }

  private String await(String selector) {
    return Awaitility.await()
        .atMost(Duration.ofSeconds(10))
        .ignoreExceptions()
        .until(() -> find(selector), id -> !id.isEmpty());
  }

  private String find(String selector) {
    return run("return document.querySelector(arguments[0])", selector).path(ELEMENT).asString("");
  }

  /** Shows the page as on a screen of this width. */
  void width(int pixels) {
    send(
        "POST",
        session + "/goog/cdp/execute",
        Map.of(
            "cmd",
            "Emulation.setDeviceMetricsOverride",
            "params",
            Map.of("width", pixels, "height", 1000, "deviceScaleFactor", 1, "mobile", false)));
  }

  /** Shows the page as a system in light or dark colours does; as this one does when empty. */
  void colorScheme(String scheme) {
    send(
        "POST",
        session + "/goog/cdp/execute",
        Map.of(
            "cmd",
            "Emulation.setEmulatedMedia",
            "params",
            Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme)))));
  }

  /** Replaces what a field holds. */
  void type(String selector, String text) {
    run(
        "const e = document.querySelector(arguments[0]); e.value = arguments[1];"
            + " e.dispatchEvent(new Event('input', {bubbles: true}))",
        selector,
        text);
  }

  /** The window that all else speaks of. */
  String window() {
    return send("GET", session + "/window", null).stringValue();
  }

  /** Opens a window beside the others and goes there. */
  void openWindow() {
    JsonNode opened = send("POST", session + "/window/new", Map.of("type", "window"));
    switchTo(opened.path("handle").stringValue());
  }

  void switchTo(String window) {
    send("POST", session + "/window", Map.of("handle", window));
  }

  /** Closes this window; another one has to be gone to. */
  void closeWindow() {
    send("DELETE", session + "/window", null);
  }

  void screenshot(Path file) throws IOException {
    String png = send("GET", session + "/screenshot", null).stringValue();
    Files.write(file, Base64.getDecoder().decode(png));
  }

  private JsonNode send(String method, String url, @org.jspecify.annotations.Nullable Object body) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(url)).timeout(Duration.ofSeconds(60));
    request.method(
        method,
        body == null
            ? BodyPublishers.noBody()
            : BodyPublishers.ofString(JSON.writeValueAsString(body)));
    try {
      HttpResponse<String> response = http.send(request.build(), BodyHandlers.ofString());
      JsonNode value = JSON.readTree(response.body()).path("value");
      if (response.statusCode() != 200) {
        throw new AssertionError(method + " " + url + ": " + value.path("message").asString());
      }
      return value;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    send("DELETE", session, null);
    driver.destroy();
  }
}
