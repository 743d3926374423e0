package io.paymentdone.notification.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.standardwebhooks.Webhook;
import io.paymentdone.web.problem.ProblemException;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.mock.env.MockEnvironment;

class SigningSecretsTests {

  private static final String KEY = "a2V5LWtleS1rZXkta2V5LWtleS1rZXkta2V5LWtleS0=";
  private static final String OTHER_KEY = "b3RoZXIta2V5LW90aGVyLWtleS1vdGhlci1rZXktb3Q=";

  @Test
  void makesSecretsAsStandardWebhooksWantsThem() throws Exception {
    SigningSecrets secrets = secrets(KEY);
    byte[] secret = secrets.create();

    assertThat(secret).hasSize(24).isNotEqualTo(secrets.create());
    assertThat(SigningSecrets.text(secret)).matches("whsec_[A-Za-z0-9+/]{32}");
    assertThat(new Webhook(SigningSecrets.text(secret)).sign("id", 1, "{}"))
        .isEqualTo(new Webhook(secret).sign("id", 1, "{}"));
  }

  @Test
  void storesEncryptedWithAKey() {
    SigningSecrets secrets = secrets(KEY);
    byte[] secret = secrets.create();

    byte[] stored = secrets.seal(secret);

    assertThat(stored[0]).isEqualTo((byte) 1);
    assertThat(stored).hasSize(1 + 12 + 24 + 16);
    assertThat(hex(stored)).doesNotContain(hex(secret));
    assertThat(stored).isNotEqualTo(secrets.seal(secret));
    assertThat(secrets(KEY, "local").open(stored)).hasValue(secret);
  }

  @Test
  void storesInClearInTheLocalProfileOnly() {
    SigningSecrets local = secrets(null, "local");
    byte[] secret = local.create();

    byte[] stored = local.seal(secret);

    assertThat(stored[0]).isEqualTo((byte) 0);
    assertThat(local.open(stored)).hasValue(secret);
    assertThat(secrets(KEY).open(stored)).as("after a key was set").hasValue(secret);
    assertThat(secrets(KEY, "local").seal(secret)[0]).isEqualTo((byte) 1);
  }

  @Test
  void refusesToStoreWithoutAKeyElsewhere() {
    SigningSecrets secrets = secrets(null);

    assertThatExceptionOfType(ProblemException.class)
        .isThrownBy(() -> secrets.seal(secrets.create()))
        .withMessageContaining("notification.webhooks.secret-key")
        .satisfies(problem -> {
          assertThat(problem.status().value()).isEqualTo(503);
          assertThat(problem.code()).isEqualTo("webhooks-not-configured");
        });
  }

  @Test
  void opensNothingThatWasStoredWithAnotherKeyOrChanged() {
    SigningSecrets secrets = secrets(KEY);
    byte[] stored = secrets.seal(secrets.create());

    assertThat(secrets(OTHER_KEY).open(stored)).isEmpty();
    assertThat(secrets(null, "local").open(stored)).isEmpty();
    for (int length = 0; length < stored.length; length++) {
      assertThat(secrets.open(Arrays.copyOf(stored, length))).as("%s bytes", length).isEmpty();
    }
    for (int i = 0; i < stored.length; i++) {
      byte[] changed = stored.clone();
      changed[i] ^= 2;
      assertThat(secrets.open(changed)).as("byte %s", i).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {KEY, OTHER_KEY, "", " "})
  void takesAKeyOf32BytesOrNone(String key) {
    assertThat(properties(key).isSecretKeyWellFormed()).isTrue();
    assertThat(properties(key).toString()).doesNotContain(KEY, OTHER_KEY);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "password",
        "a2V5LWtleS1rZXkta2V5LWtleS1rZXkta2V5LWtleS0",
        "a2V5LWtleS1rZXkta2V5LWtleS1rZXkta2V5LWtleS1rZXk=",
        "a2V5LWtleS1rZXkta2V5LQ==",
        "_2V5LWtleS1rZXkta2V5LWtleS1rZXkta2V5LWtleS0=",
        "a2V5LWtleS1rZXkta2V5LWtleS1rZXkta2V5LWtleS0= ",
        "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
      })
  void refusesAKeyOfAnotherForm(String key) {
    assertThat(properties(key).isSecretKeyWellFormed()).isFalse();
  }

  @Test
  void knowsKeysOf32Bytes() {
    assertThat(Base64.getDecoder().decode(KEY)).hasSize(32);
    assertThat(Base64.getDecoder().decode(OTHER_KEY)).hasSize(32);
  }

  private static SigningSecrets secrets(@Nullable String key, String... profiles) {
    MockEnvironment environment = new MockEnvironment();
    environment.setActiveProfiles(profiles);
    return new SigningSecrets(properties(key), environment);
  }

  private static WebhookProperties properties(@Nullable String key) {
    return TestEndpoints.properties(key, TestEndpoints.TIME_OUT);
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }
}
