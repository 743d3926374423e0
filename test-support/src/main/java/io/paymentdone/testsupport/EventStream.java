package io.paymentdone.testsupport;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A client of server-sent events that never reconnects by itself. */
public final class EventStream implements AutoCloseable {

  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private final InputStream body;
  private final BufferedReader lines;

  private EventStream(InputStream body) {
    this.body = body;
    this.lines = new BufferedReader(new InputStreamReader(body, UTF_8));
  }

  /**
   * The fields of one block of lines; an absent field is empty.
   *
   * @param retry milliseconds that a browser is to wait before it reconnects
   */
  public record Event(String id, String event, String data, String retry) {}

  /** Opens a stream at its present end. */
  public static EventStream open(String url) {
    return open(url, null);
  }

  /**
   * Opens a stream after an event that was received before.
   *
   * @param lastEventId value of the header; null for none
   */
  public static EventStream open(String url, @Nullable String lastEventId) {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url));
    if (lastEventId != null) {
      request.header("Last-Event-ID", lastEventId);
    }
    try {
      HttpResponse<InputStream> response = HTTP.send(request.build(), BodyHandlers.ofInputStream());
      if (response.statusCode() != 200) {
        throw new AssertionError(url + " answers " + response.statusCode());
      }
      return new EventStream(response.body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  /**
   * The next block that has a field; waits for it.
   *
   * @throws IOException when the stream has ended
   */
  public Event next() throws IOException {
    String id = "";
    String event = "";
    List<String> data = new ArrayList<>();
    String retry = "";
    boolean empty = true;
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      if (line.isEmpty() && !empty) {
        return new Event(id, event, String.join("\n", data), retry);
      }
      int colon = line.indexOf(':');
      String name = colon < 0 ? line : line.substring(0, colon);
      String value = colon < 0 ? "" : line.substring(colon + 1);
      value = value.startsWith(" ") ? value.substring(1) : value;
      boolean field = true;
      switch (name) {
        case "id" -> id = value;
        case "event" -> event = value;
        case "data" -> data.add(value);
        case "retry" -> retry = value;
        // A comment.
        default -> field = false;
      }
      empty &= !field;
    }
    throw new IOException("the stream ended");
  }

  /** All named events up to the first that matches, with it. */
  public List<Event> until(Predicate<Event> wanted) throws IOException {
    List<Event> events = new ArrayList<>();
    do {
      Event next = next();
      if (!next.event().isEmpty()) {
        events.add(next);
      }
    } while (events.isEmpty() || !wanted.test(events.getLast()));
    return events;
  }

  /** Hands every block to a listener, in a thread of its own, until the stream ends. */
  public EventStream listen(Consumer<Event> listener) {
    Thread.ofVirtual()
        .start(() -> {
          try {
            while (true) {
              listener.accept(next());
            }
          } catch (IOException ended) {
            // By the test or by the server: what the test waits for does not come.
            return;
          }
        });
    return this;
  }

  @Override
  public void close() {
    try {
      body.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
