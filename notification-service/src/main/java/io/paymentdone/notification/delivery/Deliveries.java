package io.paymentdone.notification.delivery;

import io.paymentdone.web.overload.Bulkhead;
import io.paymentdone.web.paging.AnswerMemory;
import io.paymentdone.web.paging.Cursor;
import io.paymentdone.web.paging.Page;
import io.paymentdone.web.paging.SizedRow;
import io.paymentdone.web.problem.ProblemCode;
import io.paymentdone.web.problem.ProblemException;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

/** Lists the deliveries that a client may see, and sends one of them now. */
@Service
class Deliveries {

  private static final String LIST = "deliveries";

  private final DeliveryTable table;
  private final Requeue requeue;
  private final Bulkhead readers;
  private final AnswerMemory answers;

  Deliveries(DeliveryTable table, Requeue requeue, Bulkhead readers, AnswerMemory answers) {
    this.table = table;
    this.requeue = requeue;
    this.readers = readers;
    this.answers = answers;
  }

  /**
   * A page of deliveries, newest first.
   *
   * @throws ProblemException 404 {@code not-found} for an endpoint that the client does not have
   */
  Page<DeliveryItem> page(DeliveryQuery query, String owner, int limit, @Nullable String after) {
    Cursor cursor = new Cursor(LIST, query.nameOfList(owner));
    UUID before = after == null ? DeliveryTable.END : id(cursor.read(after, 2));
    List<SizedRow<DeliveryItem>> rows =
        readers.call(() -> {
          UUID endpointId = query.endpointId();
          if (endpointId != null && table.target(endpointId, owner).isEmpty()) {
            throw unknownEndpoint(endpointId);
          }
          return table.before(before, query, owner, limit + 1);
        });
    return answers
        .page(rows, limit, SizedRow::octets, last -> cursorAfter(cursor, last.item().id()))
        .map(SizedRow::item);
  }

  /**
   * Makes the lane of a delivery due now. A dead delivery waits again, with its old sequence and
   * all its tries. If a worker has the lane, an attempt is under way, and the worker goes on with
   * what waits then.
   *
   * @return the delivery after that
   * @throws ProblemException 404 {@code not-found}; 409 {@code already-delivered}; 503 {@code
   *     lane-busy}; nothing is changed then
   */
  DeliveryItem retry(UUID id, String owner) {
    return readers.call(() ->
        requeue.transaction(() -> {
          DeliveryTable.Found found = table.one(id, owner).orElseThrow(() -> unknown(id));
          if (found.item().state() == DeliveryState.DEAD) {
            requeue.queue(List.of(id));
          }
          requeue.makeDue(found.target(), List.of(found.item().userId()));
          // Read again: a worker may have finished it while this transaction waited for the lane.
          DeliveryItem item = table.one(id, owner).orElseThrow(() -> unknown(id)).item();
          if (item.state() == DeliveryState.DELIVERED) {
            throw alreadyDelivered(item);
          }
          return item;
        }));
  }

  private static String cursorAfter(Cursor cursor, UUID id) {
    return cursor.write(id.getMostSignificantBits(), id.getLeastSignificantBits());
  }

  private static UUID id(long[] position) {
    return new UUID(position[0], position[1]);
  }

  static ProblemException unknownEndpoint(Object id) {
    return ProblemException.of(ProblemCode.NOT_FOUND, "There is no webhook endpoint " + id + ".");
  }

  static ProblemException unknown(Object id) {
    return ProblemException.of(
        ProblemCode.NOT_FOUND,
        "There is no delivery " + id + "; those past their retention are deleted.");
  }

  private static ProblemException alreadyDelivered(DeliveryItem item) {
    return ProblemException.of(
        ProblemCode.ALREADY_DELIVERED,
        "The receiver has confirmed this delivery, and nothing was changed."
            + (item.endpointId() == null
                ? ""
                : " To send it once more, use POST /webhook-endpoints/"
                    + item.endpointId()
                    + "/replay with the time of its createdAt."));
  }
}
