package io.paymentdone.testsupport;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What every answer of a service has: the id of its request, in problem documents too. */
public final class RequestIdCheck {

  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final String HEADER = "Request-Id";
  private static final String OWN = "order-42/try:1";
  private static final List<String> INVALID =
      List.of("two words", "a,b", "\"quoted\"", "back\\slash", "x".repeat(129));

  private RequestIdCheck() {}

  /**
   * Sends a request without an id, with a valid one, with several that are not valid, and with two
   * header lines of a valid one. Asserts that the single valid one is in its answer, and that the
   * others are each answered with another id.
   */
  public static void assertRequestIds(HttpRequest.Builder request, int status) {
    assertThat(idOfAnswer(request, OWN, status)).isEqualTo(OWN);

    Set<String> ours = new HashSet<>();
    ours.add(idOfAnswer(request, null, status));
    INVALID.forEach(id -> ours.add(idOfAnswer(request, id, status)));
    ours.add(idOfAnswer(request.copy().header(HEADER, OWN), OWN, status));
    assertThat(ours)
        .hasSize(INVALID.size() + 2)
        .doesNotContainAnyElementsOf(INVALID)
        .doesNotContain(OWN);
  }

  private static String idOfAnswer(HttpRequest.Builder request, @Nullable String id, int status) {
    HttpRequest.Builder sent = request.copy();
    if (id != null) {
      sent.header(HEADER, id);
    }
    try {
      HttpResponse<InputStream> response = HTTP.send(sent.build(), BodyHandlers.ofInputStream());
      // A stream of events has no end.
      try (InputStream body = response.body()) {
        assertThat(response.statusCode()).as("%s", response.uri()).isEqualTo(status);
        List<String> ids = response.headers().allValues(HEADER);
        assertThat(ids).as("%s of %s", HEADER, response.uri()).hasSize(1);
        if (status >= 400) {
          assertProblem(new String(body.readAllBytes(), UTF_8), ids.getFirst());
        }
        return ids.getFirst();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  private static void assertProblem(String body, String id) {
    JsonNode problem = JsonMapper.shared().readTree(body);
    assertThat(problem.path("requestId").asString("")).as(body).isEqualTo(id);
    assertThat(problem.path("retryable").isBoolean()).as(body).isTrue();
  }
}
