package io.paymentdone.console.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.paymentdone.console.WithoutServers;
import io.paymentdone.console.lab.LabSettings.Commit;
import io.paymentdone.console.lab.LabSettings.Protocol;
import io.paymentdone.web.problem.FieldProblem;
import io.paymentdone.web.problem.ProblemException;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import tools.jackson.databind.json.JsonMapper;

@WithoutServers
class LabControllerTests {

  @Autowired MockMvcTester http;
  @Autowired JsonMapper json;

  @Test
  void hasNoLabOutsideOfTheLocalStack() {
    assertThat(http.get().uri("/api/lab"))
        .hasStatus(404)
        .bodyJson()
        .extractingPath("$.code")
        .isEqualTo("not-available");
    assertThat(http.post().uri("/api/lab").contentType(MediaType.APPLICATION_JSON).content("{}"))
        .hasStatus(404);
    assertThat(http.get().uri("/api/lab/stream")).hasStatus(404);
    assertThat(http.get().uri("/api/lab/museum")).hasStatus(404);
    assertThat(http.post().uri("/api/lab/museum")).hasStatus(404);
    assertThat(http.post().uri("/api/lab/museum/kill")).hasStatus(404);
    assertThat(http.get().uri("/api/lab/protocols")).hasStatus(404);
    assertThat(http.post().uri("/api/lab/protocols")).hasStatus(404);
    assertThat(http.post().uri("/api/lab/protocols/kill")).hasStatus(404);
    assertThat(http.get().uri("/api/lab/protocols/stream")).hasStatus(404);
  }

  @Test
  void hasDefaults() {
    LabSettings plan = json.readValue("{}", LabPlan.class).checked();

    assertThat(json.writeValueAsString(plan))
        .isEqualTo(
            "{\"topic\":\"own\",\"partitions\":3,\"retentionMs\":3600000,\"protocol\":\"consumer\","
                + "\"assignor\":\"uniform\",\"static\":false,\"commit\":\"automatic\","
                + "\"start\":\"beginning\",\"maxPollIntervalMs\":15000}");
  }

  @Test
  void readsAPlan() {
    String plan =
        "{\"topic\":\"payment-done\",\"protocol\":\"classic-eager\",\"assignor\":\"range\","
            + "\"static\":true,\"commit\":\"before-work\",\"start\":\"end\","
            + "\"maxPollIntervalMs\":5000}";

    LabSettings read = json.readValue(plan, LabPlan.class).checked();

    assertThat(read.readsOwnTopic()).isFalse();
    assertThat(read.partitions()).isNull();
    assertThat(read.protocol()).isEqualTo(Protocol.CLASSIC_EAGER);
    assertThat(read.assignor()).isNull();
    assertThat(read.fixed()).isTrue();
    assertThat(read.commit()).isEqualTo(Commit.BEFORE_WORK);
  }

  @Test
  void refusesWhatIsOutOfRange() {
    String plan = "{\"partitions\":13,\"retentionMs\":59999,\"maxPollIntervalMs\":4999}";

    assertThatExceptionOfType(ProblemException.class)
        .isThrownBy(() -> json.readValue(plan, LabPlan.class).checked())
        .satisfies(problem ->
            assertThat(problem.errors())
                .extracting(FieldProblem::pointer)
                .containsExactly("/partitions", "/retentionMs", "/maxPollIntervalMs"));
  }
}
