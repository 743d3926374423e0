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

/** Client of the HTTP API of payment-service. */
@Component
@EnableConfigurationProperties(ServicesProperties.class)
public class PaymentApi {

  private static final String NAME = "payment-service";

  private final ServiceClient service;
  private final JsonMapper json;

  PaymentApi(ServicesProperties properties, ServiceCredentials credentials, JsonMapper json) {
    this.json = json;
    this.service =
        new ServiceClient(
            NAME, properties.paymentService(), credentials.authorization(), properties.timeout());
  }

  /** Posts a payment; the response may be a problem document. */
  public ServiceResponse pay(String body, String idempotencyKey) {
    HttpResponse<String> response = service.post("/payments", body, idempotencyKey);
    return new ServiceResponse(response.statusCode(), response.body());
  }

  /** The payment with this id; empty if there is none. */
  public Optional<PaymentResponse> find(UUID id) {
    HttpResponse<String> response = service.get("/payments/" + id);
    return switch (response.statusCode()) {
      case 200 -> Optional.of(json.readValue(response.body(), PaymentResponse.class));
      case 404 -> Optional.empty();
      default -> throw new ServiceUnavailableException(NAME, null);
    };
  }

  /** The payment in a response with status 201. */
  public PaymentResponse read(ServiceResponse response) {
    return json.readValue(response.body(), PaymentResponse.class);
  }

  /**
   * Counts of payments by their time.
   *
   * @param known {@code at} of a scan that the caller already has
   * @throws ServiceUnavailableException if the service returns no counts
   */
  public List<TableScan> scans(Instant since, @Nullable Instant known) {
    return service.scans("/payments/totals/slices", since, known, json);
  }
}
