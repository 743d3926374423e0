package io.paymentdone.notification.stream;

import io.paymentdone.notification.Api;
import io.paymentdone.testsupport.EventStream;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** A client of the live feed, as a browser's EventSource. */
final class FeedStream implements AutoCloseable {

  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private final EventStream events;
  private final List<String> ids = new CopyOnWriteArrayList<>();
  private final List<Long> amounts = new CopyOnWriteArrayList<>();
  private final List<String> reads = new CopyOnWriteArrayList<>();
  private final List<String> retries = new CopyOnWriteArrayList<>();

  FeedStream(Api api, String user, @Nullable String lastEventId) {
    this(EventStream.open(url(api, user), lastEventId));
  }

  private FeedStream(EventStream events) {
    this.events = events.listen(this::add);
  }

  /** A new EventSource: it cannot set the header. */
  static FeedStream anew(Api api, String user, String lastEventId) {
    return new FeedStream(EventStream.open(url(api, user) + "&lastEventId=" + lastEventId));
  }

  /** The status of the answer, for one that is refused. */
  static int status(Api api, String user, String lastEventId) {
    return status(
        HttpRequest.newBuilder(api.uri(path(user))).header("Last-Event-ID", lastEventId).build());
  }

  /** The status of the answer to {@code HEAD}. */
  static int headStatus(Api api, String user) {
    return status(HttpRequest.newBuilder(api.uri(path(user))).HEAD().build());
  }

  private static String url(Api api, String user) {
    return api.uri(path(user)).toString();
  }

  private static String path(String user) {
    return "/notifications/stream?userId=" + user;
  }

  private static int status(HttpRequest request) {
    try {
      return HTTP.send(request, BodyHandlers.discarding()).statusCode();
    } catch (IOException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  private void add(EventStream.Event event) {
    if (!event.id().isEmpty()) {
      ids.add(event.id());
    }
    if (!event.retry().isEmpty()) {
      retries.add(event.retry());
    }
    if (event.event().equals("read")) {
      reads.add(event.data());
    } else if (!event.data().isEmpty()) {
      amounts.add(JsonMapper.shared().readTree(event.data()).get("amount").longValue());
    }
  }

  List<String> ids() {
    return ids;
  }

  List<Long> amounts() {
    return amounts;
  }

  /** Data of the events {@code read}. */
  List<String> reads() {
    return reads;
  }

  /** Milliseconds to wait before it connects again. */
  List<String> retries() {
    return retries;
  }

  @Override
  public void close() {
    events.close();
  }
}
