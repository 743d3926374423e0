package io.paymentdone.console.lab;

import io.paymentdone.console.lab.LabMember.Ending;
import io.paymentdone.console.live.SseResponse;
import io.paymentdone.web.problem.FieldProblem;
import io.paymentdone.web.problem.ProblemCode;
import io.paymentdone.web.problem.ProblemException;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** The lab; 404 {@code not-available} outside of the local stack. */
@RestController
@RequestMapping("/api/lab")
class LabController {

  private static final int MILLIS_PER_RECORD_MAX = 2_000;

  /** A consumer that is killed may have to wait for records; the stream shows its end. */
  private static final Duration END_WAIT = Duration.ofSeconds(2);

  private final Labs labs;

  LabController(Labs labs) {
    this.labs = labs;
  }

  /** A request for one more consumer; it has no fields. */
  record NewConsumer() {}

  /**
   * A request to change how a consumer works; what is absent stays as it is.
   *
   * @param msPerRecord how long it works on each record, 0 to {@value #MILLIS_PER_RECORD_MAX}
   * @param frozen whether it works on one record without end, and so does not poll
   */
  record ConsumerChange(@Nullable Integer msPerRecord, @Nullable Boolean frozen) {}

  @Operation(
      summary = "Start a lab: a topic, a group and a producer; one at a time",
      description =
          "The lab has no consumer yet. It ends, and its topic and group are deleted, by DELETE,"
              + " after 30 minutes, when no page has watched its stream for 5 minutes, and when the"
              + " console stops.")
  @PostMapping
  @ResponseStatus(HttpStatus.CREATED)
  LabState begin(@RequestBody LabPlan plan) {
    var _ = labs.replicas();
    return labs.begin(plan.checked()).state();
  }

  @Operation(summary = "The current lab; in the local stack only")
  @GetMapping
  LabState state() {
    return lab().state();
  }

  @Operation(
      summary = "End the lab and delete its topic and its group",
      description =
          "503 when the lab has ended, but its topic or its group is not deleted yet; the console"
              + " goes on trying. With the id of another lab: 409, and nothing ends.")
  @DeleteMapping
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void end(
      @Parameter(description = "Id of the lab; absent: whichever there is")
          @RequestParam(required = false)
          @Nullable String id) {
    Lab lab = lab();
    if (id != null && !id.equals(lab.id())) {
      throw ProblemException.of(
          ProblemCode.LAB_IS_ON, "Another lab is on now, " + lab.id() + ", and goes on.");
    }
    labs.endOrReport(lab, "The lab " + lab.id(), "its topic or its group");
  }

  /** Occupies the virtual thread of the request until the page disconnects or the lab ends. */
  @Operation(
      summary = "Watch the lab",
      description =
          "Server-sent events: hello {groupId, at}, lab (its state, again whenever it changes, at"
              + " most four times a second), ready; end when the lab has ended; beat {at} after a"
              + " second without another event. A client that reconnects with Last-Event-ID is"
              + " sent resumed {groupId, at} and the events that it missed.")
  @ApiResponse(
      responseCode = "200",
      content =
          @Content(
              mediaType = MediaType.TEXT_EVENT_STREAM_VALUE,
              schema = @Schema(oneOf = {LabState.class, SseResponse.Heartbeat.class})))
  @GetMapping(path = "/stream", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
  void stream(
      HttpServletRequest request,
      @Parameter(description = "Id of the last event received")
          @RequestHeader(name = "Last-Event-ID", required = false)
          @Nullable String lastEventId,
      HttpServletResponse response)
      throws IOException, InterruptedException {
    lab().stream().serve(request, lastEventId, response);
  }

  @Operation(
      summary = "Change what the producer sends",
      description =
          "Only to the lab's own topic: to payment-done payments come from POST /api/traffic.")
  @PutMapping("/producer")
  LabState produce(@RequestBody ProducerPlan plan) {
    Lab lab = lab();
    lab.change(plan);
    return lab.state();
  }

  @Operation(summary = "Start one more consumer, of at most six")
  @PostMapping("/members")
  @ResponseStatus(HttpStatus.CREATED)
  LabState add(@RequestBody(required = false) @Nullable NewConsumer none) {
    Lab lab = lab();
    lab.add();
    return lab.state();
  }

  @Operation(summary = "Change how long a consumer works on a record, or freeze it")
  @PatchMapping("/members/{n}")
  LabState change(@PathVariable int n, @RequestBody ConsumerChange change) {
    FieldCheck check = new FieldCheck();
    var _ = check.within("/msPerRecord", change.msPerRecord(), 0, 0, MILLIS_PER_RECORD_MAX);
    check.end();
    Lab lab = lab();
    lab.change(n, change.msPerRecord(), change.frozen());
    return lab.state();
  }

  @Operation(
      summary = "Stop a consumer, or kill it",
      description =
          "stop: it leaves the group; kill: it ends without a word, after its commit;"
              + " kill-before-commit: when it has handled the records of a poll and has not"
              + " committed them. A lab that commits before work loses what the killed consumer had"
              + " in hand, with either kill. With automatic commits, kill does not wait for one.")
  @DeleteMapping("/members/{n}")
  LabState end(@PathVariable int n, @RequestParam(defaultValue = "stop") String mode)
      throws InterruptedException {
    Ending how = ending(mode);
    Lab lab = lab();
    lab.end(n, how, END_WAIT);
    return lab.state();
  }

  private static Ending ending(String mode) {
    return switch (mode) {
      case "stop" -> Ending.STOP;
      case "kill" -> Ending.KILL;
      case "kill-before-commit" -> Ending.KILL_BEFORE_COMMIT;
      default ->
          throw ProblemException.invalid(
              List.of(
                  new FieldProblem(
                      "?mode", "invalid", "must be stop, kill or kill-before-commit")));
    };
  }

  @Operation(
      summary = "Move the committed offsets of the group",
      description =
          "Only while the group has no member, as with Kafka's tool. dryRun, the default, changes"
              + " nothing and says what would be changed.")
  @PostMapping("/offsets")
  OffsetReset.MovedOffsets reset(@RequestBody OffsetReset wanted) {
    OffsetReset.Checked checked = wanted.checked();
    return new OffsetReset.MovedOffsets(lab().reset(checked), checked.dryRun());
  }

  private Lab lab() {
    return labs.found(labs.lab(), "lab");
  }
}
