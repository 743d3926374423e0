package io.paymentdone.notification.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.paymentdone.notification.Api;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Webhook endpoints as a client makes them. */
public final class Webhooks {

  private Webhooks() {}

  /** Makes an endpoint; returns its secret. */
  public static String create(Api api, String url) {
    return post(api, url).path("secret").asString();
  }

  /** Makes an endpoint; returns it as answered. */
  public static JsonNode post(Api api, String url) {
    HttpResponse<String> response =
        api.send(
            HttpRequest.newBuilder(api.uri("/webhook-endpoints"))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{\"url\":\"" + url + "\"}")));
    assertThat(response.statusCode()).as(response.body()).isEqualTo(201);
    return JsonMapper.shared().readTree(response.body());
  }
}
