package io.paymentdone.faults;

import io.paymentdone.events.Topics;
import io.paymentdone.servers.process.ServiceProcess;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** One page's stream of the console. */
final class ConsoleStream implements AutoCloseable {

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final AtomicInteger largest = new AtomicInteger();
  private volatile JsonNode group = JSON.createObjectNode();
  private final BufferedReader lines;
  private final Thread reader;

  private ConsoleStream(BufferedReader lines) {
    this.lines = lines;
    this.reader = Thread.ofVirtual().start(this::read);
  }

  static ConsoleStream of(ServiceProcess console) throws IOException, InterruptedException {
    URI uri =
        URI.create(
            "http://127.0.0.1:"
                + console.port()
                + "/api/groups/"
                + Topics.NOTIFICATION_GROUP
                + "/stream");
    HttpResponse<InputStream> response =
        HttpClient.newHttpClient()
            .send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofInputStream());
    return new ConsoleStream(
        new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8)));
  }

  private void read() {
    try {
      String event = "";
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        largest.accumulateAndGet(line.length(), Math::max);
        if (line.startsWith("event:")) {
          event = line.substring("event:".length()).strip();
        } else if (line.startsWith("data:") && event.equals("group")) {
          group = JSON.readTree(line.substring("data:".length()));
        }
      }
    } catch (IOException closed) {
      // The stream ends with the test.
    }
  }

  /** Characters of the largest line so far; 0 when nothing came. */
  int largestMessage() {
    return largest.get();
  }

  /** What the page was last told of the group. */
  JsonNode group() {
    return group;
  }

  @Override
  public void close() throws IOException {
    lines.close();
    reader.interrupt();
  }
}
