package io.paymentdone.console.live;

import io.paymentdone.console.brokers.Brokers;
import io.paymentdone.console.deadletters.DeadLetterList;
import io.paymentdone.console.endpoints.EndpointList;
import io.paymentdone.console.ledger.LedgerCounts;
import io.paymentdone.console.live.LiveGroups.Watch;
import io.paymentdone.console.ownership.PartitionTimeline;
import io.paymentdone.console.payments.HotUsers;
import io.paymentdone.console.rebalances.Rebalance;
import io.paymentdone.console.receiver.ReceiverStatus;
import io.paymentdone.console.traffic.TrafficState;
import io.paymentdone.console.workers.Readers;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.json.JsonMapper;

/** The stream of server-sent events that feeds the page. */
@RestController
class LiveController {

  private final LiveGroups groups;
  private final SseHeartbeat heartbeat;

  LiveController(LiveGroups groups, JsonMapper json) {
    this.groups = groups;
    this.heartbeat = new SseHeartbeat(json);
  }

  /**
   * Occupies the virtual thread of the request until the page disconnects. A {@code HEAD} request,
   * which Spring maps here too, ends at once: its body is discarded, so a write would never show
   * that its client has disconnected.
   */
  @Operation(
      summary = "Watch a group",
      description =
          "Server-sent events: first a snapshot, from hello {groupId, at} to ready, then every"
              + " change. group: members, partitions and what the group waits for; lanes: which"
              + " member owned which partition when; rates: points of the curves; rebalance: one"
              + " rebalance, again whenever it changes; flow: records written and read; hot: the"
              + " busiest users; dead: the dead letters; ledger: the counts; traffic: the test"
              + " traffic; receiver: the webhook receiver, if this console has one; endpoints: the"
              + " webhook endpoints of the console's client; brokers: the brokers and what they"
              + " hold of payment-done; readers: the console's own threads; too-long {event,"
              + " characters, charactersMax}: an event of that kind is too long to be sent, so the"
              + " last one is out of date; beat {at}: sent after a second without another event. A"
              + " client that reconnects with Last-Event-ID is sent resumed {groupId, at} and the"
              + " events that it missed; if those are no longer kept, a snapshot from hello on.")
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
                        LiveGroup.Throughput.class,
                        HotUsers.Minute.class,
                        DeadLetterList.Newest.class,
                        LedgerCounts.class,
                        TrafficState.class,
                        ReceiverStatus.class,
                        EndpointList.WebhookEndpoints.class,
                        Brokers.class,
                        Readers.class,
                        SseBroadcaster.TooLong.class,
                        SseResponse.Heartbeat.class
                      })))
  @GetMapping(path = "/api/groups/{groupId}/stream", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
  void stream(
      HttpServletRequest request,
      @PathVariable String groupId,
      @Parameter(description = "Id of the last event received")
          @RequestHeader(name = "Last-Event-ID", required = false)
          @Nullable String lastEventId,
      @Parameter(
              description =
                  "As Last-Event-ID, for clients that cannot set a header; the header takes"
                      + " precedence")
          @RequestParam(name = "lastEventId", required = false)
          @Nullable String parameter,
      HttpServletResponse response)
      throws IOException, InterruptedException {
    send(request, groupId, lastEventId == null ? parameter : lastEventId, response);
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
      HttpServletRequest request,
      @RequestParam String id,
      @RequestHeader(name = "Last-Event-ID", required = false) @Nullable String lastEventId,
      @RequestParam(name = "lastEventId", required = false) @Nullable String parameter,
      HttpServletResponse response)
      throws IOException, InterruptedException {
    send(request, id, lastEventId == null ? parameter : lastEventId, response);
  }

  private void send(
      HttpServletRequest request,
      String groupId,
      @Nullable String lastSeen,
      HttpServletResponse response)
      throws IOException, InterruptedException {
    try (Watch watch = groups.watch(groupId, lastSeen, Viewer.of(request))) {
      SseResponse.send(request, watch.subscription(), heartbeat, response);
    }
  }
}
