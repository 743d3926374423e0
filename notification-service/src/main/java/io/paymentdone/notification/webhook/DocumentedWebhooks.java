package io.paymentdone.notification.webhook;

import com.standardwebhooks.Webhook;
import io.swagger.v3.core.converter.AnnotatedType;
import io.swagger.v3.core.converter.ModelConverters;
import io.swagger.v3.core.converter.ResolvedSchema;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.PathItem;
import io.swagger.v3.oas.models.SpecVersion;
import io.swagger.v3.oas.models.examples.Example;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.JsonSchema;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.parameters.Parameter;
import io.swagger.v3.oas.models.parameters.RequestBody;
import io.swagger.v3.oas.models.responses.ApiResponse;
import io.swagger.v3.oas.models.responses.ApiResponses;
import java.util.List;
import org.springdoc.core.customizers.GlobalOpenApiCustomizer;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** Adds the requests that webhook endpoints get to the OpenAPI document. */
@Component
class DocumentedWebhooks implements GlobalOpenApiCustomizer {

  /** A delivery, as it is sent. */
  static final String DELIVERY =
      """
      {"type":"payment.done","timestamp":"2026-11-29T09:00:00.123456Z",\
      "data":{"id":"019acf3e-8f2b-7c41-a6d0-5b1c9e7d2f30","userId":"user1",\
      "paymentId":"019acf3e-8e01-7b52-9c3d-2a4b6c8d0e1f","title":"Payment of €12.50",\
      "message":"Your payment of €12.50 is done: order 42","amount":1250,"currency":"EUR",\
      "occurredAt":"2026-11-29T09:00:00.123456Z","receivedAt":"2026-11-29T09:00:00.137Z",\
      "partition":2,"offset":1041,"consumer":"notification-service-1","read":false,\
      "metadata":{"channel":"web","order":"42"},"sequence":7,\
      "previousId":"019acf3e-1c5a-7d23-8b4e-6f7a8b9c0d1e"}}\
      """;

  /** A ping, as it is sent. */
  static final String PING =
      """
      {"type":"ping","timestamp":"2026-11-29T09:00:00.123Z",\
      "data":{"endpointId":"019acf3e-8f2b-7c41-a6d0-5b1c9e7d2f30"}}\
      """;

  private final JsonMapper json;

  DocumentedWebhooks(JsonMapper json) {
    this.json = json;
  }

  @Override
  public void customise(OpenAPI document) {
    document.addWebhooks(
        WebhookBody.TYPE,
        webhook(
            document,
            new Operation()
                .operationId("receiveDelivery")
                .summary("A new entry of a user's feed")
                .description(
                    "A user's deliveries come in order, one at a time, and at least once."
                        + " docs/webhooks.md says what is promised, and how to verify the"
                        + " signature. Ignore fields that you do not know, and answer 2xx to a type"
                        + " that you do not know.")
                .responses(
                    responses("The attempt failed, and the delivery is tried again")
                        .addApiResponse(
                            "410", response("The receiver is gone: the endpoint is disabled"))),
            WebhookBody.Body.class,
            DELIVERY));
    document.addWebhooks(
        EndpointPing.TYPE,
        webhook(
            document,
            new Operation()
                .operationId("receivePing")
                .summary("The test that POST /webhook-endpoints/{id}/ping asked for")
                .description("It is sent once, whatever the receiver answers.")
                .responses(responses("The ping failed, and is not tried again")),
            EndpointPing.Event.class,
            PING));
  }

  private PathItem webhook(OpenAPI document, Operation operation, Class<?> body, String example) {
    ModelConverters converters =
        ModelConverters.getInstance(document.getSpecVersion() == SpecVersion.V31);
    ResolvedSchema schema =
        converters.resolveAsResolvedSchema(new AnnotatedType(body).resolveAsRef(true));
    schema.referencedSchemas.forEach(document.getComponents()::addSchemas);
    operation
        .tags(List.of("Webhook endpoints"))
        // Not the clients' credentials: a request is signed.
        .security(List.of())
        .addParametersItem(
            header(
                Webhook.UNBRANDED_MSG_ID_KEY,
                "Id of the delivery, the same at each attempt.",
                "019acf3e-8f2c-7a10-b1c2-d3e4f5a6b7c8"))
        .addParametersItem(
            header(
                Webhook.UNBRANDED_MSG_TIMESTAMP_KEY,
                "When this attempt was made, in seconds since 1970.",
                "1795942800"))
        .addParametersItem(
            header(
                Webhook.UNBRANDED_MSG_SIGNATURE_KEY,
                "v1, and the signature as Standard Webhooks has it; two of them, with a blank"
                    + " between, in the 24 hours after the secret was rotated.",
                "v1,K5oZfzN95Z9UVu1EsfQmfVNQhnkZ2pj9o9NDN/H/pI4="))
        .requestBody(
            new RequestBody()
                .required(true)
                .content(
                    new Content()
                        .addMediaType(
                            org.springframework.http.MediaType.APPLICATION_JSON_VALUE,
                            new MediaType()
                                .schema(schema.schema)
                                .addExamples(
                                    "sent",
                                    new Example()
                                        .summary("As it is sent")
                                        .value(json.readValue(example, Object.class))))));
    return new PathItem().post(operation);
  }

  private static Parameter header(String name, String description, String example) {
    return new Parameter()
        .in("header")
        .name(name)
        .required(true)
        .description(description)
        .schema(new JsonSchema().typesItem("string"))
        .example(example);
  }

  private static ApiResponses responses(String otherwise) {
    return new ApiResponses()
        .addApiResponse("2XX", response("The receiver has it"))
        .addApiResponse("default", response(otherwise));
  }

  private static ApiResponse response(String description) {
    return new ApiResponse().description(description);
  }
}
