package io.paymentdone.console.services;

import io.swagger.v3.oas.annotations.Operation;
import java.net.URI;
import java.util.List;
import org.springframework.boot.kafka.autoconfigure.KafkaConnectionDetails;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Addresses of the services and of Kafka, which the page puts into its shell commands. */
@RestController
class AddressController {

  private final ServicesProperties services;
  private final KafkaConnectionDetails kafka;

  AddressController(ServicesProperties services, KafkaConnectionDetails kafka) {
    this.services = services;
    this.kafka = kafka;
  }

  /** Addresses as configured for the console; names of a container network are unknown outside. */
  record Addresses(
      List<URI> paymentService, List<URI> notificationService, List<String> bootstrapServers) {}

  @Operation(summary = "Addresses of the services and of Kafka, as the console reaches them")
  @GetMapping("/api/addresses")
  Addresses addresses() {
    return new Addresses(
        services.paymentService(), services.notificationService(), kafka.getBootstrapServers());
  }
}
