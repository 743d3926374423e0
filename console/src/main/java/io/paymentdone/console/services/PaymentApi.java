package io.paymentdone.console.services;

import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** payment-service's HTTP API. */
@Component
@EnableConfigurationProperties(ServicesProperties.class)
public class PaymentApi {

  private static final String NAME = "payment-service";

  private final Service service;
  private final JsonMapper json;

  PaymentApi(ServicesProperties properties, ServiceCredentials credentials, JsonMapper json) {
    this.json = json;
    this.service =
        new Service(
            NAME, properties.paymentService(), credentials.authorization(), properties.timeout());
  }

  /** Makes a payment; the answer may be a problem document. */
  public Answer pay(String body, String idempotencyKey) {
    HttpResponse<String> response = service.post("/payments", body, idempotencyKey);
    return new Answer(response.statusCode(), response.body());
  }

  /** One payment; empty when there is none with this id. */
  public Optional<Payment> find(UUID id) {
    HttpResponse<String> response = service.get("/payments/" + id);
    return switch (response.statusCode()) {
      case 200 -> Optional.of(json.readValue(response.body(), Payment.class));
      case 404 -> Optional.empty();
      default -> throw new ServiceUnavailableException(NAME, null);
    };
  }

  /** The payment in an answer of status 201. */
  public Payment read(Answer answer) {
    return json.readValue(answer.body(), Payment.class);
  }

  /**
   * Counts of the payments by their time.
   *
   * @param known {@code at} of a scan whose slices are known
   * @throws ServiceUnavailableException when the service does not tell
   */
  public List<TableScan> scans(Instant since, @Nullable Instant known) {
    return service.scans("/payments/totals/slices", since, known, json);
  }
}
