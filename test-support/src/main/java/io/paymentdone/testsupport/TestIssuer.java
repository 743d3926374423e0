package io.paymentdone.testsupport;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import tools.jackson.databind.json.JsonMapper;

/**
 * An issuer of tokens on this machine, which publishes its key as OpenID Connect has it, and forges
 * tokens. Its JWTs are made by hand, so that no library checks what it made itself.
 */
public final class TestIssuer implements AutoCloseable {

  /** The API that its tokens are for. */
  public static final String AUDIENCE = "payments-api";

  private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

  private final HttpServer http;
  private final AtomicInteger rotations = new AtomicInteger();
  private final AtomicInteger fetches = new AtomicInteger();
  private volatile KeyPair keys = rsa();
  private volatile boolean away;

  /** Starts one on loopback. */
  public TestIssuer() {
    try {
      http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    http.createContext(
        "/.well-known/openid-configuration",
        exchange -> answer(exchange, Map.of("issuer", uri(), "jwks_uri", uri() + "/keys")));
    http.createContext(
        "/keys",
        exchange -> {
          fetches.incrementAndGet();
          answer(exchange, Map.of("keys", List.of(key())));
        });
    http.start();
  }

  /** What {@code iss} is. */
  public String uri() {
    return "http://127.0.0.1:" + http.getAddress().getPort();
  }

  /** Signs with a new key from now on; the one before is not published any more. */
  public void rotate() {
    keys = rsa();
    rotations.incrementAndGet();
  }

  /** Answers 503 from now on, or no more. */
  public void setAway(boolean away) {
    this.away = away;
  }

  /** How often its keys were asked for. */
  public int fetches() {
    return fetches.get();
  }

  /** The public key in PEM. */
  public String pem() {
    return "-----BEGIN PUBLIC KEY-----\n"
        + Base64.getMimeEncoder().encodeToString(keys.getPublic().getEncoded())
        + "\n-----END PUBLIC KEY-----\n";
  }

  /** A client's token. */
  public String client(String name, String scopes) {
    Map<String, Object> claims = claims(name);
    claims.put("client_id", name);
    claims.put("scope", scopes);
    return sign(claims);
  }

  /** A user's token, which an app got that asked for these scopes. */
  public String user(String userId, String scopes) {
    Map<String, Object> claims = claims(userId);
    claims.put("client_id", "app");
    claims.put("scope", scopes);
    return sign(claims);
  }

  /** The claims of a good token: for this API, good for ten minutes. */
  public Map<String, Object> claims(String subject) {
    long now = Instant.now().getEpochSecond();
    Map<String, Object> claims = new LinkedHashMap<>();
    claims.put("iss", uri());
    claims.put("aud", List.of(AUDIENCE, "another"));
    claims.put("sub", subject);
    claims.put("iat", now);
    claims.put("exp", now + 600);
    return claims;
  }

  /** A token with these claims. */
  public String sign(Map<String, ?> claims) {
    return signBy(keys, claims, "at+jwt");
  }

  /** Tokens that must be refused, each with what is wrong with it. */
  public Map<String, String> forgeries() {
    long now = Instant.now().getEpochSecond();
    Map<String, String> tokens = new LinkedHashMap<>();
    String good = sign(claims("user1"));
    String[] parts = good.split("\\.", -1);
    tokens.put("alg none", encode(Map.of("alg", "none")) + "." + parts[1] + ".");
    tokens.put("no signature", parts[0] + "." + parts[1] + ".");
    tokens.put("HS256 with the RSA key", hmac(keys.getPublic().getEncoded()));
    tokens.put("HS256 with the RSA key in PEM", hmac(pem().getBytes(UTF_8)));
    tokens.put("another key", signBy(rsa(), claims("user1"), "at+jwt"));
    tokens.put(
        "other claims under the signature",
        parts[0] + "." + encode(claims("admin")) + "." + parts[2]);
    tokens.put("another type of token", signBy(keys, claims("user1"), "logout+jwt"));
    tokens.put("foreign issuer", with(claims -> claims.put("iss", "https://issuer.example")));
    tokens.put("no issuer", with(claims -> claims.remove("iss")));
    tokens.put("wrong audience", with(claims -> claims.put("aud", "another")));
    tokens.put("no audience", with(claims -> claims.remove("aud")));
    tokens.put("expired", with(claims -> claims.put("exp", now - 45)));
    tokens.put("not yet valid", with(claims -> claims.put("nbf", now + 90)));
    tokens.put("no exp", with(claims -> claims.remove("exp")));
    tokens.put("no sub", with(claims -> claims.remove("sub")));
    tokens.put("empty sub", with(claims -> claims.put("sub", "")));
    tokens.put("a sub that is too long", with(claims -> claims.put("sub", "u".repeat(129))));
    tokens.put("a client that is a user's name", client("user:user1", "payments:read"));
    tokens.put("a client that is a person's name at the console", client("corp:alice", "admin"));
    tokens.put("a client that is anonymous", client("anonymous", "payments:read"));
    tokens.put("no JWT", "abc");
    return tokens;
  }

  private String with(Consumer<Map<String, Object>> change) {
    Map<String, Object> claims = claims("user1");
    change.accept(claims);
    return sign(claims);
  }

  private String kid() {
    return "key-" + rotations.get();
  }

  private Map<String, String> key() {
    RSAPublicKey key = (RSAPublicKey) keys.getPublic();
    return Map.of(
        "kty", "RSA",
        "use", "sig",
        "kid", kid(),
        "n", BASE64.encodeToString(unsigned(key.getModulus())),
        "e", BASE64.encodeToString(unsigned(key.getPublicExponent())));
  }

  private static byte[] unsigned(BigInteger number) {
    byte[] bytes = number.toByteArray();
    return bytes[0] == 0 ? Arrays.copyOfRange(bytes, 1, bytes.length) : bytes;
  }

  private String signBy(KeyPair by, Map<String, ?> claims, String type) {
    String input = encode(Map.of("alg", "RS256", "kid", kid(), "typ", type)) + "." + encode(claims);
    try {
      Signature signature = Signature.getInstance("SHA256withRSA");
      signature.initSign(by.getPrivate());
      signature.update(input.getBytes(UTF_8));
      return input + "." + BASE64.encodeToString(signature.sign());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private String hmac(byte[] secret) {
    String input =
        encode(Map.of("alg", "HS256", "kid", kid(), "typ", "JWT")) + "." + encode(claims("user1"));
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret, "HmacSHA256"));
      return input + "." + BASE64.encodeToString(mac.doFinal(input.getBytes(UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String encode(Map<String, ?> json) {
    return BASE64.encodeToString(JsonMapper.shared().writeValueAsBytes(json));
  }

  private void answer(HttpExchange exchange, Map<String, ?> json) throws IOException {
    byte[] body = JsonMapper.shared().writeValueAsBytes(json);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(away ? 503 : 200, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  private static KeyPair rsa() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(2048);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    http.stop(0);
  }
}
