package io.paymentdone.notification.stream;

import io.paymentdone.notification.Api;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** A client of the live feed, as a browser's EventSource. */
final class EventStream implements AutoCloseable {

  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private final InputStream body;
  private final List<String> ids = new CopyOnWriteArrayList<>();
  private final List<Long> amounts = new CopyOnWriteArrayList<>();
  private final List<String> retries = new CopyOnWriteArrayList<>();

  EventStream(Api api, String user, @Nullable String lastEventId) {
    this(open(api, user, lastEventId));
  }

  private EventStream(HttpResponse<InputStream> response) {
    body = response.body();
    if (response.statusCode() != 200) {
      throw new AssertionError("status " + response.statusCode());
    }
    Thread.ofVirtual().start(this::read);
  }

  /** A new EventSource, which cannot set the header. */
  static EventStream anew(Api api, String user, String lastEventId) {
    String path = "/notifications/stream?userId=" + user + "&lastEventId=" + lastEventId;
    return new EventStream(send(HttpRequest.newBuilder(api.uri(path)).build()));
  }

  /** The status of the answer, for one that is refused. */
  static int status(Api api, String user, String lastEventId) {
    return open(api, user, lastEventId).statusCode();
  }

  /** The status of the answer to {@code HEAD}. */
  static int headStatus(Api api, String user) {
    return send(request(api, user).HEAD().build()).statusCode();
  }

  private static HttpResponse<InputStream> open(
      Api api, String user, @Nullable String lastEventId) {
    HttpRequest.Builder request = request(api, user);
    if (lastEventId != null) {
      request.header("Last-Event-ID", lastEventId);
    }
    return send(request.build());
  }

  private static HttpRequest.Builder request(Api api, String user) {
    return HttpRequest.newBuilder(api.uri("/notifications/stream?userId=" + user));
  }

  private static HttpResponse<InputStream> send(HttpRequest request) {
    try {
      return HTTP.send(request, BodyHandlers.ofInputStream());
    } catch (IOException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  private void read() {
    try (var lines = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.startsWith("id:")) {
          ids.add(line.substring(3).strip());
        } else if (line.startsWith("retry:")) {
          retries.add(line.substring(6).strip());
        } else if (line.startsWith("data:")) {
          amounts.add(JsonMapper.shared().readTree(line.substring(5)).get("amount").longValue());
        }
      }
    } catch (IOException closed) {
      // The test closed it.
      Thread.currentThread().interrupt();
    }
  }

  List<String> ids() {
    return ids;
  }

  List<Long> amounts() {
    return amounts;
  }

  /** Milliseconds to wait before it connects again. */
  List<String> retries() {
    return retries;
  }

  @Override
  public void close() {
    try {
      body.close();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
