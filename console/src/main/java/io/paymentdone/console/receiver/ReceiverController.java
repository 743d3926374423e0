package io.paymentdone.console.receiver;

import io.paymentdone.web.paging.Page;
import io.paymentdone.web.problem.FieldProblem;
import io.paymentdone.web.problem.ProblemCode;
import io.paymentdone.web.problem.ProblemException;
import io.paymentdone.web.validation.TextRule;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** The receiver of webhooks and mail; 404 {@code not-available} if this console has none. */
@RestController
@RequestMapping("/api/receiver")
class ReceiverController {

  private final ObjectProvider<Receiver> receiver;
  private final ObjectProvider<Mailbox> mailbox;

  ReceiverController(ObjectProvider<Receiver> receiver, ObjectProvider<Mailbox> mailbox) {
    this.receiver = receiver;
    this.mailbox = mailbox;
  }

  /**
   * How the receiver is to be.
   *
   * @param conduct {@code answer} if absent
   * @param userId the one user whose deliveries {@code conduct} is for; all if absent
   */
  record Wanted(
      @Schema(requiredMode = Schema.RequiredMode.REQUIRED) @Nullable Boolean on,
      @Schema(allowableValues = {"answer", "fail", "hang", "slow", "gone"})
          @Nullable String conduct,
      @Schema(example = "user7") @Nullable String userId) {

    ConductRule rule() {
      Optional<Conduct> known = conduct == null ? Optional.of(Conduct.ANSWER) : Conduct.of(conduct);
      List<FieldProblem> problems =
          Stream.of(
                  on == null ? new FieldProblem("/on", "required", "is required") : null,
                  known.isEmpty()
                      ? new FieldProblem(
                          "/conduct", "invalid", "must be answer, fail, hang, slow or gone")
                      : null,
                  userId == null ? null : TextRule.USER_ID.check("/userId", userId))
              .filter(Objects::nonNull)
              .toList();
      if (!problems.isEmpty()) {
        throw ProblemException.invalid(problems);
      }
      return new ConductRule(known.orElseThrow(), userId);
    }

    /** Without what is personal. */
    @Override
    public String toString() {
      return "Wanted[on=" + on + ", conduct=" + conduct + "]";
    }
  }

  @Operation(
      summary =
          "The receiver of webhooks and mail, and what it has received; in the local stack only")
  @GetMapping
  ReceiverStatus status() {
    return receiver().status();
  }

  @Operation(
      summary = "Turn the receiver on or off, and say what it does with deliveries",
      description =
          "Turned on, it makes a webhook endpoint at notification-service; turned off, it deletes"
              + " that. An endpoint that was disabled is enabled again by on. The conduct is"
              + " answer (200), fail (500), hang (no answer for 30 s), slow (200 after a second) or"
              + " gone (410). While the receiver is on, the conduct is also that towards mail: 250,"
              + " 451, no answer, 250 after a second, and 550.")
  @PutMapping
  ReceiverStatus change(@RequestBody Wanted wanted) {
    Receiver changed = receiver();
    changed.conduct(wanted.rule());
    if (Boolean.TRUE.equals(wanted.on())) {
      changed.turnOn();
    } else {
      changed.turnOff();
    }
    return changed.status();
  }

  @Operation(summary = "The newest fifty mails that the receiver has taken, newest first")
  @GetMapping("/mails")
  Page<MailView> mails() {
    Mailbox available = mailbox.getIfAvailable();
    if (available == null) {
      throw ProblemException.of(
          ProblemCode.NOT_AVAILABLE,
          "This console receives no mail; that of the local stack does.");
    }
    return new Page<>(available.newest(), null);
  }

  @Operation(
      summary = "Have a waiting delivery sent now",
      description = "With those of its user that wait before it. Harmless if repeated.")
  @PostMapping("/deliveries/{id}/retry")
  ReceiverStatus retry(@PathVariable UUID id) {
    receiver().retry(id);
    return receiver().status();
  }

  private Receiver receiver() {
    Receiver available = receiver.getIfAvailable();
    if (available == null) {
      throw ProblemException.of(
          ProblemCode.NOT_AVAILABLE,
          "This console receives no webhooks; that of the local stack does. docs/webhooks.md says"
              + " how to make a receiver of your own.");
    }
    return available;
  }
}
