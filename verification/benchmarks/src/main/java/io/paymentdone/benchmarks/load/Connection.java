package io.paymentdone.benchmarks.load;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseDecoder;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One kept connection with at most one request on its way. It is opened again when the server has
 * closed it, and a request whose answer had not begun by then is sent again with its key, as a
 * client does.
 */
final class Connection {

  private static final int REQUEST_BYTES = 512;
  private static final int ATTEMPTS_MAX = 5;

  private final HttpLoad load;
  private final EventLoop loop;
  private final int port;
  private @Nullable Channel channel;
  private @Nullable Requests requests;
  private int number;
  private long intendedNanos;
  private int attempts;
  private boolean waiting;
  private boolean closed;

  Connection(HttpLoad load, EventLoop loop, int port) {
    this.load = load;
    this.loop = loop;
    this.port = port;
  }

  CompletableFuture<Void> open() {
    CompletableFuture<Void> opened = new CompletableFuture<>();
    var _ =
        new Bootstrap()
            .group(loop)
            .channel(NioSocketChannel.class)
            .option(ChannelOption.TCP_NODELAY, true)
            .handler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel initialized) {
                    initialized.pipeline().addLast(new HttpResponseDecoder(), new Answers());
                  }
                })
            .connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
            .addListener((io.netty.channel.ChannelFuture connected) -> {
              if (connected.isSuccess()) {
                channel = connected.channel();
                opened.complete(null);
              } else {
                opened.completeExceptionally(connected.cause());
              }
            });
    return opened;
  }

  void send(Requests from, int sentNumber, long intended) {
    requests = from;
    number = sentNumber;
    intendedNanos = intended;
    attempts = 0;
    waiting = true;
    write();
  }

  private void write() {
    attempts++;
    Channel current = channel;
    if (current == null || !current.isActive()) {
      reopenAndWrite();
      return;
    }
    ByteBuf bytes = current.alloc().directBuffer(REQUEST_BYTES);
    java.util.Objects.requireNonNull(requests).write(bytes, number);
    var _ = current.writeAndFlush(bytes, current.voidPromise());
  }

  private void reopenAndWrite() {
    if (attempts > ATTEMPTS_MAX) {
      giveUp(new IOException("closed " + ATTEMPTS_MAX + " times before an answer"));
      return;
    }
    var _ =
        open()
            .whenComplete((none, failure) -> {
              if (failure == null) {
                write();
              } else {
                giveUp(failure);
              }
            });
  }

  private void giveUp(Throwable cause) {
    waiting = false;
    load.unanswered(this, cause);
  }

  int number() {
    return number;
  }

  long intendedNanos() {
    return intendedNanos;
  }

  void close() {
    closed = true;
    if (channel != null) {
      var _ = channel.close();
    }
  }

  /** Reads the answers of one channel. */
  private final class Answers extends SimpleChannelInboundHandler<HttpObject> {

    private int status;
    private String location = "";
    private boolean keepAlive;

    @Override
    protected void channelRead0(ChannelHandlerContext context, HttpObject part) {
      if (part instanceof HttpResponse response) {
        status = response.status().code();
        String header = response.headers().get(HttpHeaderNames.LOCATION);
        location = header == null ? "" : header;
        keepAlive = HttpUtil.isKeepAlive(response);
      }
      if (part instanceof LastHttpContent) {
        if (!keepAlive) {
          channel = null;
          var _ = context.close();
        }
        waiting = false;
        load.answered(Connection.this, status, location);
        status = 0;
      }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
      if (waiting && !closed && context.channel().equals(channel)) {
        if (status == 0) {
          channel = null;
          write();
        } else {
          giveUp(new IOException("closed within an answer"));
        }
      }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      var _ = context.close();
    }
  }
}
