"""Stores of records for tests. They end when stdin does.

    places.py dav FOLDER PORT    WsgiDAV on a folder
    places.py s3 PORT            an S3 store in memory that lets in whom it knows, with the bucket `records`; prints the id of an
                                 access key and its secret
    places.py open-s3 PORT       the same, and it lets in whoever reaches it

PORT 0 is any. The first line that is printed is the port.
"""

import json
import os
import sys
import threading


def dav(folder, port):
    from cheroot.wsgi import Server
    from wsgidav.wsgidav_app import WsgiDAVApp

    config = {"provider_mapping": {"/": folder}, "simple_dc": {"user_mapping": {"*": True}}, "verbose": 0}
    server = Server(("127.0.0.1", int(port)), WsgiDAVApp({**config, "logging": {"enable": False}}))
    server.prepare()
    threading.Thread(target=server.serve, daemon=True).start()
    print(server.bind_addr[1], flush=True)


POLICY = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}]}


def open_s3(port):
    s3(port, "1000000")


def s3(port, unchecked="4"):
    # How many requests nobody has to be known for; without more, those that say here who may come in, and that make the bucket.
    os.environ["INITIAL_NO_AUTH_ACTION_COUNT"] = unchecked
    import logging

    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    import boto3
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer(ip_address="127.0.0.1", port=int(port), verbose=False)
    server.start()
    _, port = server.get_host_and_port()
    nobody = {"region_name": "us-east-1", "aws_access_key_id": "a", "aws_secret_access_key": "b"}
    client = lambda name: boto3.client(name, endpoint_url=f"http://127.0.0.1:{port}", **nobody)
    client("iam").create_user(UserName="gateway")
    client("iam").put_user_policy(UserName="gateway", PolicyName="all", PolicyDocument=json.dumps(POLICY))
    key = client("iam").create_access_key(UserName="gateway")["AccessKey"]
    client("s3").create_bucket(Bucket="records")
    print(port, flush=True)
    print(key["AccessKeyId"], key["SecretAccessKey"], flush=True)


sys.path.insert(0, os.environ["PACKAGES"])
{"dav": dav, "s3": s3, "open-s3": open_s3}[sys.argv[1]](*sys.argv[2:])
sys.stdin.read()
os._exit(0)
