package io.paymentdone.console.poison;

import io.paymentdone.console.replica.ReplicaControl;
import io.paymentdone.events.Topics;
import io.paymentdone.web.problem.FieldProblem;
import io.paymentdone.web.problem.ProblemCode;
import io.paymentdone.web.problem.ProblemException;
import io.paymentdone.web.validation.TextRule;
import io.swagger.v3.oas.annotations.Operation;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/**
 * Sends a record that is no event; 404 {@code not-available} outside of the local stack, where
 * nobody but payment-service may write to {@link Topics#PAYMENT_DONE}.
 */
@RestController
class PoisonController {

  private final ObjectProvider<ReplicaControl> localStack;
  private final PoisonSender sender;

  PoisonController(ObjectProvider<ReplicaControl> localStack, PoisonSender sender) {
    this.localStack = localStack;
    this.sender = sender;
  }

  /**
   * The record to send.
   *
   * @param userId key of the record, so its partition is that of the user's payments
   */
  record Poison(@Nullable String userId) {
    /** Without what is personal. */
    @Override
    public String toString() {
      return "Poison[ofUser=" + (userId != null) + "]";
    }
  }

  /** Where the record is on the topic. */
  record PoisonLocation(int partition, long offset) {}

  @Operation(
      summary = "Send a record that is no event; in the local stack only",
      description =
          "Writes \"hi there\" to payment-done, with the user's id as its key. A consumer puts the"
              + " record aside as a dead letter, and its partition goes on.")
  @PostMapping("/api/poison")
  @ResponseStatus(HttpStatus.CREATED)
  PoisonLocation send(@RequestBody Poison poison) {
    if (localStack.getIfAvailable() == null) {
      throw ProblemException.of(
          ProblemCode.NOT_AVAILABLE,
          "This console writes nothing to "
              + Topics.PAYMENT_DONE
              + "; that of the local stack does. Elsewhere use Kafka's console producer, if it may"
              + " write to the topic.");
    }
    return sender.send(userId(poison));
  }

  private static String userId(Poison poison) {
    String userId = poison.userId();
    FieldProblem problem = TextRule.USER_ID.check("/userId", userId);
    if (problem != null || userId == null) {
      throw ProblemException.invalid(problem == null ? List.of() : List.of(problem));
    }
    return userId;
  }
}
