package io.paymentdone.console.live;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A stream of server-sent events as a page reads it. */
final class EventStream implements AutoCloseable {

  private final InputStream body;
  private final BufferedReader lines;

  private EventStream(InputStream body) {
    this.body = body;
    this.lines = new BufferedReader(new InputStreamReader(body, UTF_8));
  }

  /** An event; its id is empty when it has none. */
  record Event(String id, String event, String data) {}

  static EventStream open(String url, @Nullable String lastEventId)
      throws IOException, InterruptedException {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url));
    if (lastEventId != null) {
      request.header("Last-Event-ID", lastEventId);
    }
    HttpResponse<InputStream> response =
        HttpClient.newHttpClient().send(request.build(), BodyHandlers.ofInputStream());
    return new EventStream(response.body());
  }

  /** All events up to the first that matches, with it. */
  List<Event> until(Predicate<Event> wanted) throws IOException {
    List<Event> events = new ArrayList<>();
    do {
      events.add(next());
    } while (!wanted.test(events.getLast()));
    return events;
  }

  private Event next() throws IOException {
    String id = "";
    String event = "";
    String data = "";
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      if (line.startsWith("id: ")) {
        id = line.substring(4);
      } else if (line.startsWith("event: ")) {
        event = line.substring(7);
      } else if (line.startsWith("data: ")) {
        data = line.substring(6);
      } else if (line.isEmpty() && !event.isEmpty()) {
        return new Event(id, event, data);
      }
    }
    throw new IOException("the stream ended");
  }

  @Override
  public void close() throws IOException {
    body.close();
  }
}
