package io.paymentdone.console.receiver;

import com.standardwebhooks.Webhook;
import io.swagger.v3.oas.annotations.Operation;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.http.HttpHeaders;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Where the receiver's endpoint sends its deliveries. */
@RestController
@ConditionalOnProperty(ReceiverProperties.URL)
class WebhookController {

  private static final List<String> SIGNED_HEADERS =
      List.of(
          Webhook.UNBRANDED_MSG_ID_KEY,
          Webhook.UNBRANDED_MSG_TIMESTAMP_KEY,
          Webhook.UNBRANDED_MSG_SIGNATURE_KEY);

  private final Receiver receiver;

  WebhookController(Receiver receiver) {
    this.receiver = receiver;
  }

  /** Occupies the virtual thread of the request while the receiver is slow or hangs. */
  @Operation(
      summary = "Takes a delivery of a webhook",
      description = "400 bad-signature; 410 gone; what the receiver was told to answer otherwise.")
  @PostMapping("/receiver/webhook")
  void receive(
      @RequestParam(required = false) @Nullable String endpoint,
      @RequestHeader HttpHeaders headers,
      @RequestBody byte[] body)
      throws InterruptedException {
    Map<String, List<String>> signed = new HashMap<>();
    for (String name : SIGNED_HEADERS) {
      List<String> values = headers.get(name);
      if (values != null) {
        signed.put(name, values);
      }
    }
    receiver.receive(endpoint, signed, body);
  }
}
