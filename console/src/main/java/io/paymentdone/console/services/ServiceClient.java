package io.paymentdone.console.services;

import io.paymentdone.web.requestid.RequestId;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** HTTP client of one service, which has one or more base URLs. */
final class ServiceClient {

  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(1);

  /** Ten times the longest page of a hundred entries; a longer response counts as a failure. */
  private static final long RESPONSE_BYTES_MAX = 8_000_000;

  private final String name;
  private final List<URI> urls;
  private final @Nullable String authorization;
  private final Duration timeout;
  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(CONNECT_TIMEOUT)
          .build();
  private volatile int preferred;

  ServiceClient(String name, List<URI> urls, @Nullable String authorization, Duration timeout) {
    this.name = name;
    this.urls = List.copyOf(urls);
    this.timeout = timeout;
    this.authorization = authorization;
  }

  HttpResponse<String> get(String pathAndQuery) {
    return exchange("GET", pathAndQuery, null, null);
  }

  /** Counts of a table; see {@link TableScan}. */
  List<TableScan> scans(String path, Instant since, @Nullable Instant known, JsonMapper json) {
    HttpResponse<String> response =
        get(path + "?since=" + since + (known == null ? "" : "&known=" + known));
    if (response.statusCode() != 200) {
      throw new ServiceUnavailableException(name, detail(response, json), null);
    }
    return json.readValue(response.body(), TableScan.TableScans.class).scans();
  }

  private static String detail(HttpResponse<String> response, JsonMapper json) {
    try {
      return json.readTree(response.body()).path("detail").asString("")
          + " ("
          + response.statusCode()
          + ")";
    } catch (JacksonException notJson) {
      return "status " + response.statusCode();
    }
  }

  /** Safe to repeat: an idempotency key makes one payment, whichever replica answers. */
  HttpResponse<String> post(String path, String json, String idempotencyKey) {
    return exchange("POST", path, json, idempotencyKey);
  }

  /** For requests that do no harm when repeated. */
  HttpResponse<String> post(String path) {
    return exchange("POST", path, "", null);
  }

  /** For requests that do no harm when repeated, which another replica may have begun before. */
  HttpResponse<String> send(String method, String path, @Nullable String json) {
    return exchange(method, path, json, null);
  }

  private HttpResponse<String> exchange(
      String method, String pathAndQuery, @Nullable String json, @Nullable String idempotencyKey) {
    int first = preferred;
    IOException last = null;
    for (int i = 0; i < urls.size(); i++) {
      int index = (first + i) % urls.size();
      try {
        HttpResponse<String> response =
            client.send(
                request(index, method, pathAndQuery, json, idempotencyKey),
                BodyHandlers.limiting(BodyHandlers.ofString(), RESPONSE_BYTES_MAX));
        preferred = index;
        return response;
      } catch (IOException e) {
        last = e;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new ServiceUnavailableException(name, e);
      }
    }
    throw new ServiceUnavailableException(name, last);
  }

  private HttpRequest request(
      int index,
      String method,
      String pathAndQuery,
      @Nullable String json,
      @Nullable String idempotencyKey) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(urls.get(index) + pathAndQuery))
            .method(method, json == null ? BodyPublishers.noBody() : BodyPublishers.ofString(json))
            .timeout(timeout);
    if (authorization != null) {
      request.header("Authorization", authorization);
    }
    // The service's answer and log lines then have the id of the request that the console answers.
    String requestId = MDC.get(RequestId.LOG_KEY);
    if (requestId != null) {
      request.header(RequestId.HEADER, requestId);
    }
    if (json != null) {
      request.header("Content-Type", "application/json");
    }
    if (idempotencyKey != null) {
      request.header("Idempotency-Key", "\"" + idempotencyKey + "\"");
    }
    return request.build();
  }
}
