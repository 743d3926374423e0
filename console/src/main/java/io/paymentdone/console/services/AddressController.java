package io.paymentdone.console.services;

import io.swagger.v3.oas.annotations.Operation;
import java.net.URI;
import java.util.List;
import org.springframework.boot.kafka.autoconfigure.KafkaConnectionDetails;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Where the console reaches what it shows: shell commands name these addresses, not guessed ones.
 */
@RestController
class AddressController {

  private final ServicesProperties services;
  private final KafkaConnectionDetails kafka;

  AddressController(ServicesProperties services, KafkaConnectionDetails kafka) {
    this.services = services;
    this.kafka = kafka;
  }

  /** The console's view: names inside a container network mean nothing outside. */
  record Addresses(
      List<URI> paymentService, List<URI> notificationService, List<String> bootstrapServers) {}

  @Operation(summary = "Addresses of the services and of Kafka, as the console reaches them")
  @GetMapping("/api/addresses")
  Addresses addresses() {
    return new Addresses(
        services.paymentService(), services.notificationService(), kafka.getBootstrapServers());
  }
}
