package io.paymentdone.faults.cluster;

import io.paymentdone.servers.process.ServiceProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.OptionalDouble;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** One service's health, metrics and settings, over HTTP past every faulty link. */
public final class ServiceProbe {

  private static final Duration TIMEOUT = Duration.ofSeconds(3);

  /** A service that has just started is slow at first. */
  private static final Duration CHANGE_TIMEOUT = Duration.ofSeconds(30);

  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final HttpClient HTTP =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(1))
          .build();

  private final URI base;

  private ServiceProbe(int port) {
    this.base = URI.create("http://127.0.0.1:" + port);
  }

  /** Asks this service. */
  public static ServiceProbe of(ServiceProcess service) {
    return new ServiceProbe(service.port());
  }

  /** Whether its readiness says so. */
  public boolean isReady() {
    return status("/actuator/health/readiness") == 200;
  }

  /** Status of a GET; 0 without an answer. */
  public int status(String path) {
    try {
      return send(path).statusCode();
    } catch (IOException noAnswer) {
      return 0;
    }
  }

  /** Body of a GET as JSON, whatever its status. */
  public JsonNode json(String path) {
    try {
      return JSON.readTree(send(path).body());
    } catch (IOException e) {
      throw new UncheckedIOException("no answer from " + base + path, e);
    }
  }

  /** Body of a GET, whatever its status; empty without an answer. */
  public String text(String path) {
    try {
      return send(path).body();
    } catch (IOException noAnswer) {
      return "";
    }
  }

  /** Sum of a Prometheus metric over its labels; empty when there is none, or no answer. */
  public OptionalDouble metric(String name) {
    try {
      double[] values =
          send("/actuator/prometheus")
              .body()
              .lines()
              .filter(line -> line.startsWith(name + " ") || line.startsWith(name + "{"))
              .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
              .toArray();
      return values.length == 0
          ? OptionalDouble.empty()
          : OptionalDouble.of(java.util.Arrays.stream(values).sum());
    } catch (IOException noAnswer) {
      return OptionalDouble.empty();
    }
  }

  /**
   * Changes something; returns the body of the response.
   *
   * @param json body of the request
   * @throws IllegalStateException if the service refuses it
   */
  public String send(String method, String path, String json) {
    HttpRequest request =
        HttpRequest.newBuilder(base.resolve(path))
            .timeout(CHANGE_TIMEOUT)
            .header("Content-Type", "application/json")
            .method(method, BodyPublishers.ofString(json))
            .build();
    try {
      HttpResponse<String> response = send(request);
      if (response.statusCode() / 100 != 2) {
        throw new IllegalStateException(method + " " + path + " refused: " + response.body());
      }
      return response.body();
    } catch (IOException e) {
      throw new UncheckedIOException("no answer from " + base + path, e);
    }
  }

  private HttpResponse<String> send(String path) throws IOException {
    return send(HttpRequest.newBuilder(base.resolve(path)).timeout(TIMEOUT).build());
  }

  private static HttpResponse<String> send(HttpRequest request) throws IOException {
    try {
      return HTTP.send(request, BodyHandlers.ofString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }
}
