package io.paymentdone.notification.webhook;

import io.paymentdone.notification.feed.UuidText;
import io.paymentdone.web.openapi.AfterParameter;
import io.paymentdone.web.openapi.IdParameter;
import io.paymentdone.web.openapi.LimitParameter;
import io.paymentdone.web.openapi.ProblemResponse;
import io.paymentdone.web.paging.Page;
import io.paymentdone.web.paging.PageLimit;
import io.paymentdone.web.problem.ProblemCode;
import io.paymentdone.web.security.Caller;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.headers.Header;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.net.URI;
import java.security.Principal;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** {@code /webhook-endpoints}: where a client wants notifications sent to. */
@Tag(name = "Webhook endpoints", description = "Where a client wants notifications sent to")
@RestController
@RequestMapping(path = EndpointController.PATH, produces = MediaType.APPLICATION_JSON_VALUE)
class EndpointController {

  static final String PATH = "/webhook-endpoints";

  private final Endpoints endpoints;

  EndpointController(Endpoints endpoints) {
    this.endpoints = endpoints;
  }

  /** Makes an endpoint. */
  @Operation(
      operationId = "createEndpoint",
      summary = "Makes an endpoint, which gets a signed request for each new feed entry",
      description =
          "Of all users, or only for payments that the clients in callers posted. The URL must be"
              + " https, on port 443 or 8443, of a public host. The secret is in this response"
              + " only: requests are signed with it as Standard Webhooks says.")
  @ProblemResponse(
      code = ProblemCode.TOO_MANY_ENDPOINTS,
      when = "There are as many endpoints as there may be, so nothing was stored.")
  @ProblemResponse(
      code = ProblemCode.OUTCOME_UNKNOWN,
      when = "Whether it was made is not known: list the endpoints before another try.")
  @ProblemResponse(
      code = ProblemCode.WEBHOOKS_NOT_CONFIGURED,
      when = "The operator has set no key for secrets, so nothing was stored.")
  @ApiResponse(
      responseCode = "201",
      description = "The endpoint gets what is received from now on",
      headers =
          @Header(
              name = HttpHeaders.LOCATION,
              description = "Where the endpoint is",
              schema = @Schema(type = "string")),
      useReturnTypeSchema = true)
  @PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
  ResponseEntity<CreatedEndpoint> create(
      @RequestBody EndpointRequest body, @Nullable Principal caller) {
    CreatedEndpoint created = endpoints.create(Caller.of(caller).name(), body);
    return ResponseEntity.created(URI.create(PATH + "/" + created.endpoint().id())).body(created);
  }

  /** A page of the client's endpoints, newest first. */
  @Operation(operationId = "endpoints", summary = "The client's own endpoints, newest first")
  @GetMapping
  Page<EndpointItem> list(
      @LimitParameter @RequestParam(required = false) @Nullable String limit,
      @AfterParameter @RequestParam(required = false) @Nullable String after,
      @Nullable Principal caller) {
    return endpoints.page(Caller.of(caller).name(), PageLimit.parse(limit), after);
  }

  /** One of the client's endpoints. */
  @Operation(
      operationId = "endpoint",
      summary = "An endpoint, its state, and the log of its latest changes")
  @ProblemResponse(code = ProblemCode.NOT_FOUND, when = "The client has no such endpoint.")
  @GetMapping("/{id}")
  EndpointItem one(@IdParameter @PathVariable String id, @Nullable Principal caller) {
    return endpoints.one(Caller.of(caller).name(), parse(id));
  }

  /** Changes an endpoint. */
  @Operation(
      operationId = "changeEndpoint",
      summary = "Changes the fields that are in the body",
      description =
          "A JSON Merge Patch: description and callers are removed by null. {\"enabled\":true}"
              + " revives an endpoint that was disabled.")
  @ProblemResponse(code = ProblemCode.NOT_FOUND, when = "The client has no such endpoint.")
  @PatchMapping(path = "/{id}", consumes = MediaType.APPLICATION_JSON_VALUE)
  EndpointItem change(
      @IdParameter @PathVariable String id,
      @RequestBody EndpointPatch body,
      @Nullable Principal caller) {
    return endpoints.change(Caller.of(caller).name(), parse(id), body);
  }

  /** Deletes an endpoint. */
  @Operation(
      operationId = "deleteEndpoint",
      summary = "Deletes an endpoint, and with it what it has not received")
  @ApiResponse(responseCode = "204", description = "The endpoint is deleted")
  @ProblemResponse(code = ProblemCode.NOT_FOUND, when = "The client has no such endpoint.")
  @DeleteMapping("/{id}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void delete(@IdParameter @PathVariable String id, @Nullable Principal caller) {
    endpoints.delete(Caller.of(caller).name(), parse(id));
  }

  /** Gives an endpoint a new secret. */
  @Operation(
      operationId = "rotateSecret",
      summary = "Makes a new secret, which is in this response only",
      description =
          "The secret before signs too for 24 hours: requests have a signature of each. After"
              + " another rotation only the latest two count.")
  @ProblemResponse(
      code = ProblemCode.OUTCOME_UNKNOWN,
      when =
          "Whether it was made is not known: another one leaves the secret before without effect.")
  @ProblemResponse(
      code = ProblemCode.WEBHOOKS_NOT_CONFIGURED,
      when = "The operator has set no key for secrets, so nothing was changed.")
  @ProblemResponse(code = ProblemCode.NOT_FOUND, when = "The client has no such endpoint.")
  @PostMapping("/{id}/secret")
  RotatedSecret rotate(@IdParameter @PathVariable String id, @Nullable Principal caller) {
    return endpoints.rotate(Caller.of(caller).name(), parse(id));
  }

  /** Sends a ping to an endpoint. */
  @Operation(
      operationId = "ping",
      summary = "Sends a signed event of type ping now and waits for the receiver",
      description =
          "200 whatever the receiver did; delivered tells. Changes nothing, and works for a"
              + " disabled endpoint too.")
  @ProblemResponse(
      code = ProblemCode.SECRET_UNREADABLE,
      when = "The endpoint's secret cannot be decrypted: rotate it first.")
  @ProblemResponse(
      code = ProblemCode.TOO_MANY_PINGS,
      when = "Another ping of this client is under way, or too many of all; see Retry-After.")
  @ProblemResponse(code = ProblemCode.NOT_FOUND, when = "The client has no such endpoint.")
  @PostMapping("/{id}/ping")
  PingResult ping(@IdParameter @PathVariable String id, @Nullable Principal caller) {
    return endpoints.ping(Caller.of(caller).name(), parse(id));
  }

  private static UUID parse(String id) {
    UUID uuid = UuidText.parse(id);
    if (uuid == null) {
      throw Endpoints.notFound();
    }
    return uuid;
  }
}
