package io.paymentdone.notification.webhook;

import io.paymentdone.web.paging.AnswerMemory;
import io.paymentdone.web.paging.Cursor;
import io.paymentdone.web.paging.Page;
import io.paymentdone.web.paging.SizedRow;
import io.paymentdone.web.problem.ProblemCode;
import io.paymentdone.web.problem.ProblemException;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Service;

/** What clients do with their own webhook endpoints. */
@Service
class Endpoints {

  private static final Logger log = LoggerFactory.getLogger(Endpoints.class);

  private static final String LIST = "webhook-endpoints";

  /** The greatest there is. */
  private static final UUID LAST = new UUID(-1, -1);

  private final EndpointTable table;
  private final SigningSecrets secrets;
  private final WebhookUrl url;
  private final EndpointPing ping;
  private final WebhookProperties properties;
  private final AnswerMemory answers;
  private final Clock clock;

  Endpoints(
      EndpointTable table,
      SigningSecrets secrets,
      WebhookUrl url,
      EndpointPing ping,
      WebhookProperties properties,
      AnswerMemory answers,
      Clock clock) {
    this.table = table;
    this.secrets = secrets;
    this.url = url;
    this.ping = ping;
    this.properties = properties;
    this.answers = answers;
    this.clock = clock;
  }

  /**
   * Makes an endpoint.
   *
   * @throws ProblemException 400 naming every wrong field; 409 {@code too-many-endpoints}; that of
   *     {@link SigningSecrets#seal}
   */
  CreatedEndpoint create(String owner, EndpointRequest request) {
    EndpointRequest.Checked checked = request.checked(url);
    byte[] secret = secrets.create();
    StoredEndpoint stored =
        table.insert(owner, checked, secrets.seal(secret)).orElseThrow(this::tooMany);
    log.info("Webhook endpoint {} created by {}", stored.endpoint().id(), owner);
    return new CreatedEndpoint(stored.item(), SigningSecrets.text(secret));
  }

  /** A page of an owner's endpoints, newest first. */
  Page<EndpointItem> page(String owner, int limit, @Nullable String after) {
    Cursor cursor = new Cursor(LIST, owner);
    UUID before = after == null ? LAST : id(cursor.read(after, 2));
    return answers
        .page(
            table.before(owner, before, limit + 1),
            limit,
            SizedRow::octets,
            last -> cursorAfter(cursor, last.item().endpoint().id()))
        .map(row -> row.item().item());
  }

  /** An owner's endpoint. */
  EndpointItem one(String owner, UUID id) {
    return table.one(owner, id).orElseThrow(Endpoints::notFound).item();
  }

  /**
   * Changes an endpoint.
   *
   * @throws ProblemException 400 naming every wrong field; 404
   */
  EndpointItem change(String owner, UUID id, EndpointPatch patch) {
    patch.check(url);
    Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    EndpointItem changed =
        table
            .update(owner, id, stored -> patch.applyTo(stored, now))
            .orElseThrow(Endpoints::notFound)
            .item();
    log.info("Webhook endpoint {} changed by {}", id, owner);
    return changed;
  }

  /** Deletes an endpoint, and with it what it has not received. */
  void delete(String owner, UUID id) {
    if (!table.delete(owner, id)) {
      throw notFound();
    }
    log.info("Webhook endpoint {} deleted by {}", id, owner);
  }

  /** Gives an endpoint a new secret. */
  RotatedSecret rotate(String owner, UUID id) {
    byte[] secret = secrets.create();
    StoredEndpoint stored =
        table.rotate(owner, id, secrets.seal(secret)).orElseThrow(Endpoints::notFound);
    log.info("Secret of webhook endpoint {} rotated by {}", id, owner);
    return new RotatedSecret(SigningSecrets.text(secret), stored.previousSecretUntil());
  }

  /**
   * Sends a ping, to a disabled endpoint too.
   *
   * @throws ProblemException 404; 409 {@code secret-unreadable}; those of {@link EndpointPing#send}
   */
  PingResult ping(String owner, UUID id) {
    StoredEndpoint stored = table.one(owner, id).orElseThrow(Endpoints::notFound);
    if (!stored.isSecretReadable()) {
      throw ProblemException.of(ProblemCode.SECRET_UNREADABLE, stored.secretUnreadable());
    }
    return ping.send(owner, stored.endpoint());
  }

  private static String cursorAfter(Cursor cursor, UUID id) {
    return cursor.write(id.getMostSignificantBits(), id.getLeastSignificantBits());
  }

  private static UUID id(long[] position) {
    return new UUID(position[0], position[1]);
  }

  private ProblemException tooMany() {
    return ProblemException.of(
        ProblemCode.TOO_MANY_ENDPOINTS,
        "There may be "
            + properties.endpointsMaxPerClient()
            + " webhook endpoints of a client and "
            + properties.endpointsMax()
            + " of all clients, and there are as many; nothing was stored. Delete one, or have the"
            + " operator raise notification.webhooks.endpoints-max-per-client or .endpoints-max.");
  }

  /** Also for an endpoint of another client: that it exists is none of this client's business. */
  static ProblemException notFound() {
    return ProblemException.of(
        ProblemCode.NOT_FOUND,
        "This client has no webhook endpoint with this id; nothing was changed.");
  }
}
