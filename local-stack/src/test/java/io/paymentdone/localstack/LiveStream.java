package io.paymentdone.localstack;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.function.BiPredicate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The stream that the page draws, read as it comes. */
final class LiveStream implements AutoCloseable {

  private static final JsonMapper JSON = new JsonMapper();

  private final InputStream body;
  private final BufferedReader lines;
  private int read;

  private LiveStream(InputStream body) {
    this.body = body;
    this.lines = new BufferedReader(new InputStreamReader(body, UTF_8));
  }

  static LiveStream open(int consolePort) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(
                URI.create(
                    "http://127.0.0.1:" + consolePort + "/api/groups/notification-service/stream"))
            .build();
    return new LiveStream(
        HttpClient.newHttpClient().send(request, BodyHandlers.ofInputStream()).body());
  }

  /** Waits for an event of this kind. */
  void awaitEvent(String kind) throws IOException {
    await((event, data) -> event.equals(kind));
  }

  /** Waits until members have told, since the stream began, that they handled so many records. */
  void awaitRead(int records) throws IOException {
    while (read < records) {
      await((event, data) -> {
        data.path("out").forEach(done -> read += done.path("records").intValue());
        return event.equals("flow");
      });
    }
  }

  private void await(BiPredicate<String, JsonNode> wanted) throws IOException {
    String event = "";
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      if (line.startsWith("event: ")) {
        event = line.substring(7);
      } else if (line.startsWith("data: ")
          && wanted.test(event, JSON.readTree(line.substring(6)))) {
        return;
      }
    }
    throw new IOException("the stream ended");
  }

  @Override
  public void close() throws IOException {
    body.close();
  }
}
