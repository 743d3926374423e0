package io.paymentdone.console.live;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.paymentdone.console.deadletters.DeadLetters;
import io.paymentdone.console.ownership.PartitionTimeline;
import io.paymentdone.console.ledger.LedgerCounts;
import io.paymentdone.console.live.LiveGroups.Watch;
import io.paymentdone.console.rebalances.Rebalance;
import io.paymentdone.console.payments.HotUsers;
import io.paymentdone.console.traffic.TrafficState;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.json.JsonMapper;

/** The stream behind the page. */
@RestController
class LiveController {

  /** A page takes a stream that says nothing for longer for one that is broken. */
  private static final int BEAT_SECONDS = 1;

  private final LiveGroups groups;
  private final JsonMapper json;

  LiveController(LiveGroups groups, JsonMapper json) {
    this.groups = groups;
    this.json = json;
  }

  /** Time of the console, sent when nothing else was for a second. */
  record Beat(Instant at) {}

  /**
   * Holds the request's virtual thread until the page goes away. Not for {@code HEAD}, which Spring
   * maps here too: what is sent to it is discarded, so it would never be seen to go.
   */
  @Operation(
      summary = "Watch a group",
      description =
          "Server-sent events. At first all that is known, from hello {groupId, at} to ready; then"
              + " what changes. group: who is in it and what it waits for; lanes: who had which"
              + " partition when; rates: points of the curves; rebalance: one card, again whenever"
              + " it changes; flow: records that went by; hot: the busiest users; dead: the dead"
              + " letters; ledger: the counts; traffic: the test traffic; beat {at}: that there was"
              + " nothing else to send for a second. Who comes back with"
              + " Last-Event-ID is sent resumed {groupId, at} and what it has missed; or all that"
              + " is known, from hello on, when that is no longer kept.")
  @ApiResponse(
      responseCode = "200",
      content =
          @Content(
              mediaType = MediaType.TEXT_EVENT_STREAM_VALUE,
              schema =
                  @Schema(
                      description = "Data of the events",
                      oneOf = {
                        GroupNow.class,
                        PartitionTimeline.class,
                        RatePoint.class,
                        Rebalance.class,
                        LiveGroup.Flow.class,
                        HotUsers.Minute.class,
                        DeadLetters.Newest.class,
                        LedgerCounts.class,
                        TrafficState.class,
                        Beat.class
                      })))
  @GetMapping(path = "/api/groups/{groupId}/stream", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
  void stream(
      HttpMethod method,
      @PathVariable String groupId,
      @Parameter(description = "The last message seen")
          @RequestHeader(name = "Last-Event-ID", required = false)
          @Nullable String lastEventId,
      @Parameter(description = "The same, for who cannot set a header; the header counts first")
          @RequestParam(name = "lastEventId", required = false)
          @Nullable String parameter,
      HttpServletResponse response)
      throws IOException, InterruptedException {
    send(method, groupId, lastEventId == null ? parameter : lastEventId, response);
  }

  @Operation(
      summary = "Watch a group of any name",
      description =
          "As /api/groups/{groupId}/stream, for names that a path cannot hold: those with a slash,"
              + " a backslash, a percent sign or a semicolon.")
  @ApiResponse(
      responseCode = "200",
      content = @Content(mediaType = MediaType.TEXT_EVENT_STREAM_VALUE))
  @GetMapping(path = "/api/group/stream", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
  void streamOf(
      HttpMethod method,
      @RequestParam String id,
      @RequestHeader(name = "Last-Event-ID", required = false) @Nullable String lastEventId,
      @RequestParam(name = "lastEventId", required = false) @Nullable String parameter,
      HttpServletResponse response)
      throws IOException, InterruptedException {
    send(method, id, lastEventId == null ? parameter : lastEventId, response);
  }

  private void send(
      HttpMethod method, String groupId, @Nullable String lastSeen, HttpServletResponse response)
      throws IOException, InterruptedException {
    try (Watch watch = groups.watch(groupId, lastSeen)) {
      response.setContentType("text/event-stream;charset=UTF-8");
      response.setHeader("Cache-Control", "no-store");
      response.setHeader("X-Accel-Buffering", "no");
      if (method.equals(HttpMethod.HEAD)) {
        return;
      }
      OutputStream out = response.getOutputStream();
      out.write("retry: 500\n\n".getBytes(UTF_8));
      while (!watch.subscriber().isClosed()) {
        List<Message> messages = watch.subscriber().take(BEAT_SECONDS);
        for (Message message : messages) {
          out.write(message.text().getBytes(UTF_8));
        }
        if (messages.isEmpty()) {
          Message beat =
              new Message(null, "beat", json.writeValueAsString(new Beat(Instant.now())));
          out.write(beat.text().getBytes(UTF_8));
        }
        out.flush();
      }
    }
  }
}
